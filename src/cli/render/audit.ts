import type { AuditRecord, AuditResult } from '../../core/contract/audit.ts'
import { jsonText } from '../../core/json/json-text.ts'
import { append, largestOf } from '../../core/many.ts'
import { percent } from '../../core/text/figures.ts'
import { folded } from '../../core/text/fold.ts'
import { cell, columnsOf, wrap } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { printableToken } from '../../core/text/token-text.ts'
import { counted, formatCount } from '../../core/text/units.ts'
import { recordText } from '../../core/view/missing-rows.ts'
import { loudestFirst } from '../../core/view/share-rows.ts'
import { ndjsonLine } from './ndjson.ts'

type Totals = Pick<AuditResult, 'models' | 'failure' | 'shareOfVoice' | 'notes' | 'error'>

/** Writes an audit piece by piece, so that it never has to be in memory whole. */
export interface AuditWriter {
  begin(): string
  record(record: AuditRecord): string
  end(totals: Totals): string
}

interface TextOptions {
  /** Print each record, not only the totals. */
  readonly each: boolean
  readonly columns: number
}

/** `json`: one document; `ndjson`: a line a record and a last line `result`; `text`: for people. */
export function auditWriter(style: 'json' | 'ndjson' | 'text', options: TextOptions): AuditWriter {
  if (style === 'json') return jsonWriter()
  if (style === 'ndjson') return ndjsonWriter
  return {
    begin: () => '',
    record: (record) => (options.each ? `${recordLine(record)}\n` : ''),
    end: (totals) => `${totalsText(totals, options.columns)}\n`,
  }
}

function jsonWriter(): AuditWriter {
  let separator = ''
  return {
    begin: () => '{\n  "schema": 1,\n  "records": [',
    record(record) {
      const text = `${separator}\n    ${jsonText(record)}`
      separator = ','
      return text
    },
    end: ({ models, failure, shareOfVoice, notes, error }) =>
      `\n  ],\n  "models": ${jsonText(models)},\n  "failure": ${jsonText(failure)},\n  "shareOfVoice": ${jsonText(shareOfVoice ?? null)},\n  "notes": ${jsonText(notes ?? [])}${error ? `,\n  "error": ${jsonText(error)}` : ''}\n}\n`,
  }
}

const ndjson = (event: string, fields: object): string =>
  ndjsonLine({ event, ...fields }, new Date().toISOString())

const ndjsonWriter: AuditWriter = {
  begin: () => '',
  record: (record) => ndjson('vocabulary-audit', { record }),
  end: (totals) => ndjson('result', totals),
}

/** One record in one line: what, whose, which token, where in the log. */
function recordLine(record: AuditRecord): string {
  return folded(`line ${record.line}: ${printable(recordText(record))}`)
}

function totalsText({ models, failure, shareOfVoice, notes = [] }: Totals, columns: number): string {
  const lines: string[] = []
  const longest = largestOf(
    models.map(({ model }) => columnsOf(printable(model))),
    12,
  )
  const name = Math.min(longest, Math.max(12, columns - 44))
  if (models.length === 0) lines.push('no line of a vocabulary audit')
  else lines.push(`${cell('model', name)}  skipped   zeroed    lines  tokens`)
  for (const { model, skipped, zeroed, lines: count, tokens } of models) {
    const numbers = [skipped, zeroed, count].map((value) => cell(formatCount(value), 7, 'right')).join('  ')
    const texts = tokens.slice(0, 5).map(printableToken)
    const rest = tokens.length > 5 ? ', …' : ''
    lines.push(
      `${cell(model, name)}  ${numbers}  ${cell(texts.join(', ') + rest, Math.max(8, columns - name - 29)).trimEnd()}`,
    )
  }
  if (shareOfVoice) append(lines, ['', ...shareLines(shareOfVoice, columns)])
  if (failure) {
    append(lines, ['', ...wrap(`the run failed: ${failure.type}: ${failure.message}`, columns)])
    if (failure.cause) append(lines, wrap(`cause: ${failure.cause}`, columns))
    if (failure.hint) append(lines, wrap(`hint: ${failure.hint}`, columns))
  }
  for (const note of notes) append(lines, ['', ...wrap(`note: ${note}`, columns)])
  return lines.join('\n')
}

function shareLines(
  { donors, tensors }: NonNullable<Totals['shareOfVoice']>,
  columns: number,
): readonly string[] {
  if (donors.length === 0) return [`shares of ${counted(tensors.length, 'tensor')}; the run did not end`]
  return loudestFirst(donors).flatMap(({ ref, share, band, verdict }) =>
    wrap(`${ref}: ${verdict ?? `${percent(share)} of the change, ${band}`}`, columns),
  )
}
