import type { DonorReport } from '../../core/contract/inspect.ts'
import { cell, columnsOf } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { formatCount, shortCount } from '../../core/text/units.ts'
import { ghostIds, heightsOf } from '../../core/view/donor-report.ts'
import type { DonorState } from '../state/donor-state.ts'

type Figures = Readonly<Record<'parameters' | 'architecture' | 'rows' | 'tokens' | 'ghosts', string>>

/** What the headers of a donor that was read tell. */
export const reportOf = (state: Extract<DonorState, { status: 'read' }>): DonorReport | undefined =>
  state.report.donors[0]
/** Whether it lists tokens that it has no row for. */
export const hasGhosts = (state: Extract<DonorState, { status: 'read' }>): boolean =>
  (reportOf(state)?.ghosts.length ?? 0) > 0

/** The cells of its line. */
export function figuresOf(state: Extract<DonorState, { status: 'read' }>): Figures {
  const report = reportOf(state)
  if (!report) return waiting(undefined)
  return {
    parameters: report.parameters === null ? '?' : shortCount(report.parameters),
    architecture: report.architecture ?? '?',
    rows: heightsOf(report).join('/') || '?',
    tokens: report.tokenizer ? formatCount(report.tokenizer.tokens) : '?',
    ghosts: formatCount(ghostIds(report)),
  }
}

/** The cells of one that is not read. */
export const waiting = (state: DonorState | undefined): Figures => ({
  parameters: '',
  architecture: state?.status === 'failed' ? 'unreadable' : 'reading …',
  rows: '',
  tokens: '',
  ghosts: '',
})

/** From how many columns on figures have room beside names that can be told apart. */
const [withAll, withVocabulary] = [72, 56]

/** What the figures take of so many columns. */
const figureColumns = (columns: number, hasArchitecture: boolean): number =>
  columns >= withAll && hasArchitecture ? 54 : columns >= withVocabulary ? 33 : 14

/** What the table has for names, and whether architectures stand in it: only where no name is cut for them. */
export function roomFor(
  names: readonly string[],
  columns: number,
): { readonly names: number; readonly hasArchitecture: boolean } {
  const roomBeside = (hasArchitecture: boolean) =>
    Math.max(10, columns - figureColumns(columns, hasArchitecture) - 4)
  // A folder that all are in may go, but nothing inside a name.
  const short = shortNames(names, roomBeside(true))
  const hasArchitecture = names.every((name) => name.endsWith((short.get(name) ?? name).replace(/^…/, '')))
  return { names: roomBeside(hasArchitecture), hasArchitecture }
}

/** The base in words where there is room for them. */
export const titleOf = (name: string, isBase: boolean, columns: number): string =>
  isBase ? (columnsOf(printable(name)) + 7 <= columns ? `${name} (base)` : `▪${name}`) : name

/** A line of the table. */
export function rowText(name: string, figures: Figures, columns: number, hasArchitecture: boolean): string {
  const hasVocabulary = columns >= withVocabulary
  const right = [
    columns >= withAll && hasArchitecture ? cell(figures.architecture, 20) : '',
    cell(figures.parameters, 6, 'right'),
    hasVocabulary ? cell(figures.rows, 9, 'right') : '',
    hasVocabulary ? cell(figures.tokens, 8, 'right') : '',
    cell(figures.ghosts, 6, 'right'),
  ]
    .filter(Boolean)
    .join(' ')
  return `${cell(printable(name), Math.max(10, columns - right.length - 1))} ${right}`
}
