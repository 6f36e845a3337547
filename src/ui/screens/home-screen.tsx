import { Box } from 'ink'
import type { RunResult } from '../../core/contract/run.ts'
import { donorNames } from '../../core/recipe/recipe.ts'
import { bar, cell, columnsOf, wrap } from '../../core/text/layout.ts'
import { counted, formatBytes, formatShare } from '../../core/text/units.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import { loudestFirst } from '../../core/view/share-rows.ts'
import { recipeOf } from '../../core/view/what-if.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'
import { Line, Lines } from '../components/lines.tsx'
import { innerColumns, List, partOf } from '../components/list.tsx'
import type { Space } from '../components/space.tsx'
import { Text } from '../components/text.tsx'
import type { AppState } from '../state/app.ts'
import { foundRuns } from '../state/find.ts'

/** Lines from which there is room for empty ones, and those that the list has on any terminal. */
const [airyFrom, leastList] = [14, 2]

/** What was run, what this machine has, and what to do next. */
export function HomeScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { columns, rows } = space
  const { environment, recent } = state
  const air = rows >= airyFrom ? 2 : 0
  const spare = Math.max(0, rows - air - 1 - leastList)
  const next = wrap(nextStep(state), columns - 2, Math.min(3, spare))
  const unfinished = unfinishedLines(state).slice(0, spare - next.length)
  const about = wrap(environment?.text ?? 'looking at Python, mergekit and the disk …', columns - 2, 2).slice(
    0,
    spare - next.length - unfinished.length,
  )
  const used = about.length + next.length + unfinished.length + air + 1
  const runs = foundRuns(state)
  const part = partOf(runs, state.homeRow, Math.max(1, rows - used))
  const { name, bars } = roomOf(innerColumns(part, columns))
  const names = nameColumn(
    runs.map(({ folder }) => folder),
    name,
  )
  return (
    <>
      <Lines
        lines={about.map((text) => ({ text, tone: environment?.fix ? 'warning' : 'dim' }))}
        columns={columns}
      />
      {air > 0 && <Box height={1} flexShrink={0} />}
      <Lines
        lines={next.map((line, index) => ({ text: `${index === 0 ? '→' : ' '} ${line}` }))}
        columns={columns}
      />
      <Lines lines={unfinished} columns={columns} />
      {air > 0 && <Box height={1} flexShrink={0} />}
      <Line columns={columns} tone="dim">
        {`recent runs${part.place}`}
      </Line>
      {recent === null && (
        <Line columns={columns} tone="dim">
          reading …
        </Line>
      )}
      {recent?.length === 0 && <Line columns={columns}>none yet: a run that ends is listed here</Line>}
      <List part={part} columns={columns} keyOf={({ folder }) => folder}>
        {(run, line) => (
          <RecentLine
            run={run}
            name={cell(names.nameOf(run.folder), name)}
            bars={bars}
            isMarked={run.folder === state.marked}
            here={line.here}
            columns={line.columns}
          />
        )}
      </List>
    </>
  )
}

const mostUnfinished = 3

/** What was ended in the middle; the first is the one that the key goes on with. */
function unfinishedLines({ unfinished }: AppState) {
  const left = unfinished.length - mostUnfinished
  return unfinished.slice(0, mostUnfinished).map(({ output, bytes }, index) => {
    const more = left > 0 && index === mostUnfinished - 1 ? `, and ${left} more` : ''
    const key = index === 0 ? ': u goes on with it' : ''
    return { text: `■ unfinished: ${output}, ${formatBytes(bytes)}${key}${more}`, tone: 'warning' as const }
  })
}

/** One sentence on what can be done now. */
export function nextStep(state: AppState): string {
  const { environment, config, run, draft } = state
  if (draft) return `an unsaved recipe of ${draft.file} was kept: press r to restore it`
  if (environment?.fix) return `the environment is not ready: ${environment.fix}`
  if (run && run.ended === null) return 'a run is in progress: press 4'
  const count = donorNames(config).length
  if (count === 0) return 'press n and add donors: folders, Hub ids, a YAML file, or several pasted lines'
  return count === 1
    ? 'one donor so far: press 2 and add another'
    : 'the donors are ready: press 3 for the recipe'
}

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
function roomOf(columns: number): { readonly name: number; readonly bars: number } {
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
function RecentLine({ run, name, bars, isMarked, here, columns }: RecentLineProps) {
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
