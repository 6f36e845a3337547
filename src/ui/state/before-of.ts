import type { AppState } from './app.ts'
import type { Before } from './before.ts'
import { isOfResult, nextShares } from './next-run.ts'

/** What a run that begins now is to be compared with: the run whose recipe it has changed. */
export function beforeOf(state: AppState): Before | null {
  const { result, origin, recent } = state
  if (result && isOfResult({ origin, result }))
    return { run: result.run, foretold: nextShares({ ...state, result }) }
  const run = recent?.find(({ folder }) => folder === origin?.folder)
  return run ? { run, foretold: null } : null
}
