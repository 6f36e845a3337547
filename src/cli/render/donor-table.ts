import type { DonorReport } from '../../core/contract/inspect.ts'
import { largestOf } from '../../core/many.ts'
import { cell, columnsOf } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { formatBytes, formatCount, shortCount } from '../../core/text/units.ts'
import { ghostIds, heightsOf } from '../../core/view/donor-report.ts'
import type { InspectTextOptions } from './inspect-options.ts'

interface Column {
  readonly title: string
  readonly text: (donor: DonorReport) => string
  /** Columns with a higher number are left out first when the terminal is narrow. */
  readonly rank: number
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
  { title: 'rows', rank: 0, text: (donor) => heightsOf(donor).join('/') || '?' },
  { title: 'ghosts', rank: 0, text: (donor) => formatCount(ghostIds(donor)) },
]

/** Shown only when something is not on this machine; what is read where it lies is never fetched. */
const fetchColumn: Column = {
  title: 'fetch',
  rank: 1,
  text: ({ local, downloadBytes }) =>
    local === false ? (downloadBytes ? formatBytes(downloadBytes) : 'remote') : 'here',
}

/** A line for each donor, with as many columns as there is room for. */
export function donorLines(donors: readonly DonorReport[], { columns, paint }: InspectTextOptions): string[] {
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
