import type { RecentRun } from '../../steps/results/read-run.ts'
import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { clamp } from './clamp.ts'
import { foundRuns } from './find.ts'
import { newResult } from './result-state.ts'

export function reduceHome(state: AppState, action: AppAction): AppState {
  const runs = foundRuns(state)
  if (action.kind === 'move') return { ...state, homeRow: clamp(state.homeRow + action.by, runs.length) }
  const run = runs[state.homeRow]
  return run ? ofRun(state, run, action) : state
}

/** What is done with a run of Home. */
function ofRun(state: AppState, run: RecentRun, action: AppAction): AppState {
  switch (action.kind) {
    case 'open-row':
      return { ...state, screen: 'result', result: newResult(run, null) }
    case 'mark-run':
      return { ...state, marked: state.marked === run.folder ? null : run.folder }
    case 'compare': {
      const compared = { ...newResult(run, null), view: 'compare', against: state.marked } as const
      return { ...state, screen: 'result', result: compared }
    }
    default:
      return state
  }
}
