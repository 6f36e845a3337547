import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { clamp } from './clamp.ts'
import { isFindAction, reduceFind } from './find.ts'
import { helpEntries, openCommands } from './keys.ts'
import { logFilters } from './live-run.ts'
import { reduceDonors } from './reduce-donors.ts'
import { reduceHome } from './reduce-home.ts'
import { reduceRecipe } from './reduce-recipe.ts'
import { reduceResult } from './reduce-result.ts'

/** They come or are pressed on whatever screen, and concern the donors. */
const ofDonors: ReadonlySet<AppAction['kind']> = new Set([
  ...(['suggest', 'add', 'complete', 'mark-suggestion'] as const),
  ...(['remove-donor', 'read-again', 'base-donor', 'donor'] as const),
])

/** The same for the recipe. */
const ofRecipe: ReadonlySet<AppAction['kind']> = new Set([
  ...(['predicting', 'predicted', 'rehearsing', 'rehearsed'] as const),
  'output-seen' as const,
  ...(['clear-value', 'edit-all', 'normalise'] as const),
])

/** Moves and choices mean what the screen says they mean. */
export function reduceScreen(state: AppState, action: AppAction): AppState {
  if (isFindAction(action)) return reduceFind(state, action)
  if (state.help && action.kind === 'move')
    return { ...state, helpRow: clamp(state.helpRow + action.by, helpEntries(state).length) }
  if (state.palette && action.kind === 'move') {
    const index = clamp(state.palette.index + action.by, openCommands(state).length)
    return { ...state, palette: { ...state.palette, index } }
  }
  if (state.screen === 'result' && action.kind === 'leave' && state.find) return { ...state, find: null }
  if (ofDonors.has(action.kind)) return reduceDonors(state, action)
  if (ofRecipe.has(action.kind)) return reduceRecipe(state, action)
  switch (state.screen) {
    case 'home':
      return reduceHome(state, action)
    case 'donors':
      return reduceDonors(state, action)
    case 'recipe':
      return reduceRecipe(state, action)
    case 'run': {
      if (action.kind !== 'sideways' || !state.run) return state
      const next = logFilters[(logFilters.indexOf(state.run.shown) + 1) % logFilters.length]!
      return { ...state, run: { ...state.run, shown: next } }
    }
    case 'result':
      return reduceResult(state, action)
  }
}
