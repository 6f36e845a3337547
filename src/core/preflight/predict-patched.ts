import type { PlannedRows } from '../contract/inspect.ts'
import { smallestOf } from '../many.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { isZeroRow, type PatchedRow, patchedRows, type RowRules } from './patched-rows.ts'
import { type PatchedVocabulary, patchedVocabulary } from './patched-vocabulary.ts'
import type { StockPrediction } from './predict-stock.ts'
import { outputRows } from './stock-embed.ts'
import type { Outcome, StockError } from './stock-types.ts'
import { mixesTokens } from './token-numbers.ts'
import { type TensorInputs, unlikeRows } from './vocabulary-inputs.ts'
import { leadingDonor, type VocabularyView } from './vocabulary-view.ts'

export interface PatchedPrediction {
  readonly outcome: Outcome
  readonly errors: readonly StockError[]
  /** Rows that need a decision, for each vocabulary tensor. */
  readonly rows: readonly PatchedRow[]
  /** Keys of tokens that are left out because nobody has a row for them. */
  readonly dropped: readonly number[]
  readonly outputTokens: number | null
  /** Rows of each vocabulary tensor of the output that nobody holds. */
  readonly zeroRows: readonly { readonly tensor: string; readonly count: number }[]
  /** Rows of each of them whose id no token has: zeros, too. */
  readonly holes: number
  readonly vocabulary: PatchedVocabulary | null
  /** Empty where the merge fails, and without a tokenizer key. */
  readonly plannedRows: readonly PlannedRows[]
  /** What else damages the result, where it does. */
  readonly damage?: string
}

const nothing = {
  errors: [],
  rows: [],
  dropped: [],
  outputTokens: null,
  zeroRows: [],
  holes: 0,
  vocabulary: null,
  plannedRows: [],
} as const

/** What the patched mergekit will do with every token. */
export function predictPatched(
  config: MergeConfig,
  view: VocabularyView,
  tensors: readonly TensorInputs[],
  rules: RowRules,
  stock: StockPrediction,
  mergekit: Mergekit,
): PatchedPrediction {
  const setting = config.tokenizer
  if (!setting) return plainPatched(config, stock, view, tensors)
  const vocabulary = patchedVocabulary(config, setting, view, mergekit)
  if ('type' in vocabulary) return { ...nothing, outcome: 'crashes', errors: [vocabulary] }
  const each = tensors.map((tensor) => patchedRows({ view, setting, vocabulary, tensor, rules }))
  const errors = each.flatMap((result) => result.errors)
  const zeroRows = tensors.map(({ name }, at) => ({
    tensor: name,
    count: each[at]!.rows.filter(isZeroRow).length,
  }))
  const dropped = errors.length > 0 ? [] : vocabulary.dropped
  return {
    outcome: errors.length > 0 ? 'crashes' : dropped.length > 0 ? 'drops-tokens' : 'succeeds',
    errors,
    rows: each.flatMap((result) => result.rows),
    dropped,
    outputTokens: errors.length > 0 ? null : vocabulary.tokens,
    zeroRows: zeroRows.filter(({ count }) => count > 0),
    holes: vocabulary.span - vocabulary.tokens,
    vocabulary,
    plannedRows:
      errors.length > 0
        ? []
        : tensors.map((tensor, at) =>
            plannedRowsOf(tensor, each[at]!.rows, outputRows(vocabulary.span, setting.padToMultipleOf)),
          ),
  }
}

const columns = {
  'one-holder': 'donor',
  base: 'donor',
  explicit: 'donor',
  mean: 'mean',
  zero: 'zero',
  fill: 'fill',
} as const

/** Counts tokens that some input lacks, as python/mergescope/merge/vocabulary.py does of the patch's plan. */
function plannedRowsOf(
  { name, inputs }: TensorInputs,
  rows: readonly PatchedRow[],
  total: number,
): PlannedRows {
  const counts = { donor: 0, mean: 0, zero: 0, fill: 0 }
  for (const { source, heldBy } of rows) if (heldBy.length < inputs.length) counts[columns[source]] += 1
  return { tensor: name, rows: total, ...counts }
}

/**
 * Without a tokenizer key the patch has no part in the merge, which goes as stock's does; but `mergescope run`
 * refuses unequal rows and cuts a tokenizer that is longer than the rows.
 */
function plainPatched(
  config: MergeConfig,
  { outcome, errors, outputTokens }: StockPrediction,
  view: VocabularyView,
  tensors: readonly TensorInputs[],
): PatchedPrediction {
  if (outcome === 'crashes' || outcome === 'truncates') return { ...nothing, outcome, errors }
  const rows = smallestOf(tensors.flatMap((tensor) => tensor.rows))
  return {
    ...nothing,
    outcome:
      mixesTokens(view, tensors, leadingDonor(config, view)) || unlikeRows(tensors) ? 'wrong' : 'succeeds',
    outputTokens: outputTokens === null ? null : Math.min(outputTokens, rows),
  }
}
