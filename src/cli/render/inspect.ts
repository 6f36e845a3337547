import type { Finding } from '../../core/contract/common.ts'
import type { InspectResult } from '../../core/contract/inspect.ts'
import { wrap } from '../../core/text/layout.ts'
import { counted, formatBytes, formatSeconds } from '../../core/text/units.ts'
import { donorLines } from './donor-table.ts'
import { findingLines } from './finding-lines.ts'
import type { InspectTextOptions } from './inspect-options.ts'

/** An inspection for people: donors, vocabulary, cost, findings, verdict. Fits the given columns. */
export function inspectionText(result: InspectResult, options: InspectTextOptions): string {
  const sections = [
    ...(options.quiet
      ? []
      : [donorLines(result.donors, options), vocabularyLines(result, options), costs(result, options)]),
    findingLines([...result.findings, ...warnedOf(result)], options),
    [verdictLine(result, options)],
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const costs = (result: InspectResult, options: InspectTextOptions) => [
  ...costLines(result, options),
  ...rehearsalLines(result, options),
]

function vocabularyLines(
  { vocabulary, mergekit }: InspectResult,
  { columns, paint }: InspectTextOptions,
): string[] {
  if (!vocabulary) return []
  const { stock, patched, scenarios, outputTokens } = vocabulary
  const lines = [
    label('vocabulary', scenarios.join(', '), columns),
    label(`stock ${stock.mergekit}`, outcomeText(stock.outcome, stock.error), columns),
    label('patched', patchedText(patched, outputTokens), columns),
    ...(mergekit?.found === null
      ? [
          label(
            'mergekit',
            `none is installed: this is what the newest known one does, ${mergekit.predicted}`,
            columns,
          ),
        ]
      : []),
  ]
  return lines
    .flat()
    .map((line) => (line.startsWith('stock') && stock.outcome !== 'succeeds' ? paint.yellow(line) : line))
}

const label = (name: string, text: string, columns: number): string[] =>
  wrap(text, Math.max(20, columns - 14)).map((line, at) => `${(at === 0 ? name : '').padEnd(13)} ${line}`)

function outcomeText(outcome: string, error: { type: string; message: string } | null): string {
  return error ? `${outcome}: ${error.type}: ${error.message.split('\n')[0]}` : outcome
}

function patchedText(
  patched: NonNullable<InspectResult['vocabulary']>['patched'],
  outputTokens: number | null,
): string {
  const zero = (patched.zeroRows ?? []).map(
    ({ tensor, count }) => `${counted(count, 'zero row')} in ${tensor}`,
  )
  const tokens = outputTokens === null ? [] : [counted(outputTokens, 'token')]
  const decided = patched.tokenCount ? [`${counted(patched.tokenCount, 'row')} decided token by token`] : []
  return [outcomeText(patched.outcome, patched.error), ...tokens, ...decided, ...zero].join(', ')
}

function costLines({ estimate }: InspectResult, { columns }: InspectTextOptions): string[] {
  if (!estimate) return []
  const size = (bytes: number | null | undefined) => (bytes == null ? '?' : formatBytes(bytes))
  const parts = [
    `download ${size(estimate.downloadBytes)}`,
    `output ${size(estimate.outputBytes)}`,
    `disk free ${size(estimate.diskFreeBytes)}`,
    `peak memory ${size(estimate.peakMemoryBytes)}`,
    `about ${estimate.seconds === null ? '?' : formatSeconds(estimate.seconds)}`,
  ]
  return label('cost', parts.join(', '), columns)
}

function rehearsalLines({ rehearsal }: InspectResult, { columns }: InspectTextOptions): string[] {
  if (!rehearsal) return []
  const { tensors, files, readBytes, peakMemoryBytes } = rehearsal
  if (tensors === null || readBytes === null || peakMemoryBytes === null)
    return label('rehearsal', 'it did not come to its end', columns)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const parts = [
    `${counted(tensors, 'tensor')} in ${counted(files.length, 'file')} of ${formatBytes(bytes)}`,
    `reads ${formatBytes(readBytes)}`,
    `peak memory ${formatBytes(peakMemoryBytes)}`,
  ]
  return label('rehearsal', parts.join(', '), columns)
}

/** What the rehearsal warned of; its errors are findings of the inspection. */
const warnedOf = ({ rehearsal }: InspectResult): readonly Finding[] =>
  rehearsal?.findings.filter(({ severity }) => severity === 'warning') ?? []

function verdictLine({ verdict }: InspectResult, { paint }: InspectTextOptions): string {
  if (verdict === 'blocked') return paint.red('blocked')
  return verdict === 'warnings' ? paint.yellow('ok, with warnings') : paint.green('ok')
}
