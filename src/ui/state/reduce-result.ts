import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { clamp } from './clamp.ts'
import { remembered } from './history.ts'
import { withChange, withRecipeOf } from './next-run.ts'
import { resultRows } from './result-rows.ts'
import { type ResultState, resultViews } from './result-state.ts'
import { donorAt } from './rows/row.ts'

export function reduceResult(state: AppState, action: AppAction): AppState {
  const { result, recent } = state
  if (!result) return state
  const rows = resultRows({ ...state, result }, recent ?? [])
  const withResult = (change: Partial<ResultState>): AppState => ({
    ...state,
    result: { ...result, ...change },
  })
  switch (action.kind) {
    case 'move':
      return withResult({ row: clamp(result.row + action.by, rows.length) })
    case 'sideways': {
      const at = resultViews.indexOf(result.view) + action.by + resultViews.length
      return withResult({ view: resultViews[at % resultViews.length]!, row: 0, into: [] })
    }
    case 'quieter': {
      const donors = result.run.result.shareOfVoice?.donors.length ?? 0
      return withResult({ quieter: clamp(result.quieter + action.by, donors) })
    }
    case 'compare':
      return withResult({ view: 'compare', row: 0, into: [] })
    case 'open-row': {
      const into = rows[result.row]?.into ?? null
      if (result.view === 'compare') return withResult({ other: result.other + 1, row: 0 })
      return into === null ? state : withResult({ into: [...result.into, into], row: 0 })
    }
    case 'leave':
      return result.into.length > 0
        ? withResult({ into: result.into.slice(0, -1), row: 0 })
        : { ...state, screen: 'home' }
    case 'leave-out':
    case 'weigh': {
      const donor = donorAt(rows[result.row])
      if (donor === null) return state
      // A step of its own, which the change follows: what undo comes back to first is what was run.
      const taken = remembered(state, withRecipeOf(state, result), action)
      return remembered(taken, withChange(taken, result, action, donor), action)
    }
    case 'take-recipe':
      return { ...withRecipeOf(state, result), screen: 'recipe' }
    case 'run-anew':
      return { ...state, effect: { kind: 'run', leftover: 'refuse', anew: true } }
    default:
      return state
  }
}
