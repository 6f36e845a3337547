import type { z } from 'zod'
import type { prediction } from '../contract/inspect.ts'
import type { PatchedRow } from './patched-rows.ts'
import type { PatchedPrediction } from './predict-patched.ts'
import type { StockPrediction } from './predict-stock.ts'
import type { VocabularyView } from './vocabulary-view.ts'

type PredictionReport = z.infer<typeof prediction>

/** Two vocabularies differ in a hundred thousand tokens; the gravest come first, the rest is counted. */
const maximumTokens = 1000

/** A prediction of stock mergekit as `inspect --json` gives it. */
export function stockReport(stock: StockPrediction, view: VocabularyView): PredictionReport {
  const [error] = stock.errors
  return {
    mergekit: stock.mergekit,
    outcome: stock.outcome,
    error: error ? { type: error.type, message: error.message } : null,
    tokens: stock.tokens.slice(0, maximumTokens).map(({ donor, ...token }) => ({
      ...token,
      donor: view.donors[donor]?.name ?? null,
    })),
    tokenCount: stock.tokens.length,
  }
}

const gravity = ['zero', 'fill', 'explicit', 'mean', 'base', 'one-holder'] as const

/** What the patched mergekit does: for each token that needs a decision, who holds it and where its row comes from. */
export function patchedReport(
  patched: PatchedPrediction,
  view: VocabularyView,
  mergekit: string,
): PredictionReport {
  const [error] = patched.errors
  const names = (donors: readonly number[]) => donors.map((donor) => view.donors[donor]!.name)
  const weight = (row: PatchedRow) => gravity.indexOf(row.source) - (row.ghostIn.length > 0 ? 10 : 0)
  const rows = [...patched.rows].sort((a, b) => weight(a) - weight(b)).slice(0, maximumTokens)
  const textOf = (key: number) =>
    key < view.size ? view.token(key) : patched.vocabulary!.named[key - view.size]!
  const dropped = patched.dropped
    .slice(0, maximumTokens)
    .map((key) => ({ token: textOf(key), source: 'dropped' }))
  return {
    mergekit,
    outcome: patched.outcome,
    error: error ? { type: error.type, message: error.message } : null,
    tokens: [
      ...dropped,
      ...rows.map((row) => ({
        token: textOf(row.key),
        tensor: row.tensor,
        source: row.source,
        donor: row.donor === null ? null : view.donors[row.donor]!.name,
        heldBy: names(row.heldBy),
        ghostIn: names(row.ghostIn),
        absentIn: names(row.absentIn),
      })),
    ],
    tokenCount: patched.rows.length + patched.dropped.length,
    zeroRows: patched.zeroRows.map(({ tensor, count }) => ({ tensor, count })),
    ...(patched.plannedRows.length > 0 && { plannedRows: [...patched.plannedRows] }),
  }
}
