import type { Finding, Severity } from '../../core/contract/common.ts'
import type { DonorReport, InspectResult } from '../../core/contract/inspect.ts'
import { largestOf } from '../../core/many.ts'
import { cell, columnsOf, wrap } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { counted, formatBytes, formatCount, formatSeconds, shortCount } from '../../core/text/units.ts'
import type { Paint } from './paint.ts'

export interface InspectTextOptions {
  readonly columns: number
  readonly paint: Paint
  /** Only what is wrong. */
  readonly quiet?: boolean | undefined
  /** Infos too. */
  readonly verbose?: boolean | undefined
}

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

interface Column {
  readonly title: string
  readonly text: (donor: DonorReport) => string
  /** Columns with a higher number are left out first when the terminal is narrow. */
  readonly rank: number
}

const rowsOf = (donor: DonorReport): string => {
  const rows = [...new Set(donor.vocabularyTensors.map((tensor) => tensor.rows))]
  return rows.length > 0 ? rows.map(formatCount).join('/') : '?'
}

const table: readonly Column[] = [
  {
    title: 'params',
    rank: 3,
    text: ({ parameters }) => (parameters === null ? '?' : shortCount(parameters)),
  },
  { title: 'dtype', rank: 4, text: ({ dtype }) => dtype ?? '?' },
  { title: 'layers', rank: 5, text: ({ layers }) => (layers === null ? '?' : String(layers)) },
  { title: 'tokens', rank: 1, text: ({ tokenizer }) => (tokenizer ? formatCount(tokenizer.tokens) : '?') },
  {
    title: 'config',
    rank: 2,
    text: ({ configVocabSize }) => (configVocabSize === null ? '?' : formatCount(configVocabSize)),
  },
  { title: 'rows', rank: 0, text: rowsOf },
  { title: 'ghosts', rank: 0, text: (donor) => formatCount(new Set(donor.ghosts.map(({ id }) => id)).size) },
]

/** Shown only when something is not on this machine; what is read where it lies is never fetched. */
const fetchColumn: Column = {
  title: 'fetch',
  rank: 1,
  text: ({ local, downloadBytes }) =>
    local === false ? (downloadBytes ? formatBytes(downloadBytes) : 'remote') : 'here',
}

function donorLines(donors: readonly DonorReport[], { columns, paint }: InspectTextOptions): string[] {
  if (donors.length === 0) return []
  const mark = ({ role }: DonorReport) => (role === 'base' ? ' (base)' : '')
  const longest = largestOf(
    donors.map((donor) => columnsOf(printable(donor.ref + mark(donor)))),
    5,
  )
  const widthOf = ({ title, text }: Column) =>
    largestOf(
      donors.map((donor) => columnsOf(text(donor))),
      title.length,
    )
  const widthOfAll = (list: readonly Column[]) => list.reduce((sum, column) => sum + widthOf(column) + 2, 0)
  const remote = donors.some(({ local }) => local === false)
  let shown = remote ? [...table, fetchColumn] : table
  for (const rank of [5, 4, 3, 2, 1]) {
    if (widthOfAll(shown) + Math.min(longest, 20) <= columns) break
    shown = shown.filter((column) => column.rank < rank)
  }
  const most = Math.min(longest, Math.max(8, columns - widthOfAll(shown)))
  const refs = donors.map(({ ref }) => ref)
  const named = (room: number) => {
    const names = shortNames(refs, Math.max(8, room))
    return new Map(donors.map((donor) => [donor, `${names.get(donor.ref)}${mark(donor)}`]))
  }
  const widest = (names: ReadonlyMap<DonorReport, string>) =>
    largestOf(
      [...names.values()].map((name) => columnsOf(printable(name))),
      5,
    )
  // The mark of the base takes room from the names only where it has none.
  const unmarked = named(most)
  const names =
    widest(unmarked) > most ? named(most - largestOf(donors.map((each) => mark(each).length))) : unmarked
  const room = Math.min(most, widest(names))
  const line = (first: string, texts: readonly string[]) =>
    [cell(first, room), ...texts.map((text, at) => cell(text, widthOf(shown[at]!), 'right'))].join('  ')
  return [
    paint.dim(
      line(
        'donor',
        shown.map(({ title }) => title),
      ),
    ),
    ...donors.map((donor) => {
      const text = line(
        names.get(donor)!,
        shown.map((column) => column.text(donor)),
      )
      return donor.ghosts.length > 0 ? paint.yellow(text) : text
    }),
  ]
}

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

const marks: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'info' }

function findingLines(
  findings: readonly Finding[],
  { columns, paint, verbose, quiet }: InspectTextOptions,
): string[] {
  const order: readonly Severity[] = ['error', 'warning', 'info']
  const shown = order.slice(0, verbose ? 3 : quiet ? 1 : 2)
  const colour = { error: paint.red, warning: paint.yellow, info: paint.dim }
  const lines = shown.flatMap((severity) =>
    findings
      .filter((finding) => finding.severity === severity)
      .flatMap((finding) => {
        const position = finding.line === undefined ? '' : `line ${finding.line}, column ${finding.column}: `
        const donor = finding.donor === null ? '' : `${finding.donor}: `
        const [first = '', ...rest] = wrap(
          `${marks[severity]}: ${position}${donor}${finding.message}`,
          columns - 2,
        )
        const text = [colour[severity](first), ...rest.map((line) => `  ${line}`)]
        return [...text, ...hintLines(finding.hint, columns, paint)]
      }),
  )
  const hidden = findings.filter(({ severity }) => !shown.includes(severity)).length
  if (hidden > 0 && !quiet) lines.push(paint.dim(`${counted(hidden, 'more note')} with -v`))
  return lines
}

/** A hint may hold a block to add to the config, which keeps its lines. */
function hintLines(hint: string | null, columns: number, paint: Paint): string[] {
  if (hint === null) return []
  const [first = '', ...block] = hint.split('\n')
  return [
    ...wrap(`hint: ${first}`, Math.max(20, columns - 2)).map((line) => `  ${paint.cyan(line)}`),
    ...block.map((line) => `    ${line}`),
  ]
}

function verdictLine({ verdict }: InspectResult, { paint }: InspectTextOptions): string {
  if (verdict === 'blocked') return paint.red('blocked')
  return verdict === 'warnings' ? paint.yellow('ok, with warnings') : paint.green('ok')
}
