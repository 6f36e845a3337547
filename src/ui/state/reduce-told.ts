import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { beforeOf } from './before-of.ts'
import { clamp } from './clamp.ts'
import { logFilters } from './live-run.ts'
import { recipeLoaded } from './recipe-loaded.ts'
import { runEnded } from './run-ended.ts'
import { reduceRun, startOfRun } from './run-state.ts'

/** What the work outside tells: of this machine, of runs, and of files. Null for any other action. */
export function reduceTold(state: AppState, action: AppAction): AppState | null {
  switch (action.kind) {
    case 'environment':
      return {
        ...state,
        environment: { text: action.text, fix: action.fix },
        mergekit: action.mergekit,
        transformers: action.transformers ?? state.transformers,
      }
    case 'recent':
      return { ...state, recent: action.runs, homeRow: clamp(state.homeRow, action.runs.length) }
    case 'unfinished':
      return { ...state, unfinished: action.runs }
    case 'run-started': {
      const { id, at, config, output, command } = action
      const before = beforeOf(state)
      const shown = logFilters[0]
      const run = { id, config, output, command, before, state: startOfRun(at), shown, ended: null }
      return { ...state, run, screen: 'run', notice: null }
    }
    case 'run':
      return state.run?.id === action.id
        ? { ...state, run: { ...state.run, state: reduceRun(state.run.state, action.action) } }
        : state
    case 'run-ended':
      return runEnded(state, action)
    case 'recipe':
      return recipeLoaded(state, action)
    case 'draft':
      return { ...state, draft: action.draft }
    case 'slip': {
      const { text, problem } = action
      return { ...state, slip: { text, problem }, question: 'slip' }
    }
    case 'file': {
      const { file, text } = action
      if (text === null) return { ...state, file }
      return { ...state, file, saved: file, known: new Map(state.known).set(file, text) }
    }
    case 'output':
      return { ...state, output: action.output }
    default:
      return null
  }
}
