import { donorNames } from '../../core/recipe/recipe.ts'
import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { clamp } from './clamp.ts'

/** Another recipe in the form, from a file, a draft or the editor. */
export function recipeLoaded(
  state: AppState,
  { config, text, file }: Extract<AppAction, { kind: 'recipe' }>,
): AppState {
  const rows = donorNames(config).length
  // What was foretold of another recipe says nothing of this one.
  const foretold = { prediction: null, rehearsal: null }
  const recipe = { ...state.recipe, ...foretold, row: 0, cell: 0, edit: null, picker: null }
  const next = {
    ...state,
    config,
    text,
    recipe,
    adding: null,
    slip: null,
    donorRow: clamp(state.donorRow, rows),
  }
  if (file === null) return next
  const known = new Map(state.known).set(file, text)
  return { ...next, file, known, saved: null, notice: { tone: 'info', text: `loaded ${file}` } }
}
