import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { newResult } from './result-state.ts'

/** A run that came to its end: its result is opened where there is one. */
export function runEnded(state: AppState, action: Extract<AppAction, { kind: 'run-ended' }>): AppState {
  const { run } = state
  if (run?.id !== action.id) return state
  const { result, error, folder } = action
  const question = state.question === 'cancel' ? null : state.question
  const next: AppState = { ...state, question, run: { ...run, ended: { result, error } } }
  // What failed its checks lies there with its figures: they may tell which donor it is.
  if (result === null || (error !== null && error.code !== 'output-failed-checks')) return next
  const shown = newResult({ folder, result }, run.config, run.before)
  const origin = { folder, text: result.config, output: run.output }
  const screen = state.screen === 'run' && error === null ? 'result' : state.screen
  return { ...next, result: shown, screen, origin }
}
