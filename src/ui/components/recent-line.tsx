import type { RunResult } from '../../core/contract/run.ts'
import { donorNames } from '../../core/recipe/recipe.ts'
import { bar, cell, columnsOf } from '../../core/text/layout.ts'
import { counted, formatShare } from '../../core/text/units.ts'
import { loudestFirst } from '../../core/view/share-rows.ts'
import { recipeOf } from '../../core/view/what-if.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'
import { Text } from './text.tsx'

interface RecentLineProps {
  readonly run: RecentRun
  readonly name: string
  /** Columns for the shares. */
  readonly bars: number
  readonly isMarked: boolean
  readonly here: boolean
  readonly columns: number
}

const marks = { ok: '✓', warnings: '!', failed: '✗', blocked: '✗', cancelled: '■' } as const
const colours = {
  ok: 'green',
  warnings: 'yellow',
  failed: 'red',
  blocked: 'red',
  cancelled: 'yellow',
} as const

const leastFolder = 30
const [leastBars, mostBars] = [10, 36]

/** Where a run lies gets what the other columns leave; the shares come only beside a long name. */
export function roomOf(columns: number): { readonly name: number; readonly bars: number } {
  const left = columns - columnsOf(factsText({ at: undefined, method: '', donors: '' }, columns)) - 18
  const bars = left >= leastFolder + leastBars ? Math.min(mostBars, left - leastFolder) : 0
  return { name: Math.max(10, left - bars), bars }
}

/** Where there is little room, a day without its time and a number without its noun. */
function factsText(
  {
    at,
    method,
    donors,
  }: { readonly at: number | undefined; readonly method: string; readonly donors: string },
  columns: number,
): string {
  const isWide = columns >= 72
  return [
    isWide ? dateText(at) : dateText(at).slice(0, 6),
    cell(method, columns >= 100 ? 16 : 11),
    isWide ? cell(donors.padStart(3), 10) : cell(donors.split(' ')[0]!, 3, 'right'),
  ].join(' ')
}

/** A run in a line: where it lies, how it ended, when, by what method, of how many donors, and the loudest of them. */
export function RecentLine({ run, name, bars, isMarked, here, columns }: RecentLineProps) {
  const { result } = run
  const facts = factsText({ at: run.at, ...factsOf(result) }, columns)
  return (
    <Text wrap="truncate" inverse={here}>
      {`${here ? '›' : ' '}${isMarked ? '◆' : ' '}`}
      <Text {...(!here && { color: colours[result.verdict] })}>{marks[result.verdict]}</Text>
      {` ${name}  ${result.verdict.padEnd(8)}  ${facts}  `}
      <Text {...(!here && { color: 'cyan' })}>{smallShares(result, bars)}</Text>
    </Text>
  )
}

const factsKnown = new WeakMap<RunResult, { readonly method: string; readonly donors: string }>()

function factsOf(result: RunResult): { readonly method: string; readonly donors: string } {
  const known = factsKnown.get(result)
  if (known) return known
  const recipe = recipeOf(result)
  const facts = {
    method: recipe?.mergeMethod ?? '–',
    donors: recipe ? counted(donorNames(recipe).length, 'model') : '–',
  }
  factsKnown.set(result, facts)
  return facts
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** `28 Nov 21:05`, in this machine's time. */
function dateText(at: number | undefined): string {
  if (at === undefined) return ' '.repeat(12)
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = String(date.getDate()).padStart(2)
  return `${day} ${months[date.getMonth()]} ${two(date.getHours())}:${two(date.getMinutes())}`
}

const entryColumns = '████100 % '.length

/** The shares in so many columns: a short bar and a number for the loudest donors, as many as fit whole. */
function smallShares({ shareOfVoice }: RunResult, columns: number): string {
  return loudestFirst(shareOfVoice?.donors ?? [])
    .slice(0, Math.floor((columns + 1) / entryColumns))
    .map(({ share }) => `${bar(share, 4).padEnd(4)}${formatShare(share).padStart(5)}`)
    .join(' ')
}
