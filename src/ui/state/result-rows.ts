import type { RecentRun } from '../../steps/results/read-run.ts'
import type { AppState } from './app.ts'
import { isFound } from './find.ts'
import type { Seen as SeenRun } from './next-run.ts'
import { checkRows } from './rows/check-rows.ts'
import { commandsOf } from './rows/commands-of.ts'
import { compareRows } from './rows/compare-rows.ts'
import { donorRows } from './rows/donor-rows.ts'
import { ghostRows } from './rows/ghost-rows.ts'
import { heatmapRows } from './rows/heatmap-rows.ts'
import { line, type ResultRow, textOf } from './rows/row.ts'

type Seen = SeenRun & Pick<AppState, 'find'>

/** The lines of the present view that pass the filter; the screen shows those around the cursor. */
export function resultRows(seen: Seen, recent: readonly RecentRun[]): readonly ResultRow[] {
  const rows = allRows(seen, recent)
  return seen.find ? rows.filter((row) => isFound(seen.find, textOf(row))) : rows
}

function allRows(seen: Seen, recent: readonly RecentRun[]): readonly ResultRow[] {
  const state = seen.result
  const { run, view, into } = state
  switch (view) {
    case 'shares':
      return donorRows(seen)
    case 'heatmap':
      return heatmapRows(run.result, into)
    case 'ghosts':
      return ghostRows(run.result)
    case 'checks':
      return checkRows(run.result)
    case 'compare':
      return compareRows(state, recent)
    case 'commands':
      return commandsOf(state).map((command) => line(command, '$'))
  }
}
