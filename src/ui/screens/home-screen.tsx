import { Box } from 'ink'
import { donorNames } from '../../core/recipe/recipe.ts'
import { cell, wrap } from '../../core/text/layout.ts'
import { formatBytes } from '../../core/text/units.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import { Line, Lines } from '../components/lines.tsx'
import { innerColumns, List, partOf } from '../components/list.tsx'
import { RecentLine, roomOf } from '../components/recent-line.tsx'
import type { Space } from '../components/space.tsx'
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
