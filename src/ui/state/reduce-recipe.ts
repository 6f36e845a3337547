import { withNormalisedWeights } from '../../core/recipe/columns.ts'
import { settingText } from '../../core/recipe/setting-text.ts'
import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { clamp } from './clamp.ts'
import { editEffect } from './history.ts'
import { markedLine, textOf } from './line.ts'
import type { Picker } from './picker.ts'
import { pickerFor } from './pickers.ts'
import { chosen } from './recipe-chosen.ts'
import { entered } from './recipe-entered.ts'
import { cellAt, cellsOf, type RecipeRow } from './recipe-row.ts'
import { recipeRows } from './recipe-rows.ts'

export function reduceRecipe(state: AppState, action: AppAction): AppState {
  const { recipe } = state
  const rows = recipeRows(state)
  const row = rows[recipe.row]
  const withRecipe = (change: Partial<AppState['recipe']>): AppState => ({
    ...state,
    recipe: { ...recipe, ...change },
  })
  switch (action.kind) {
    case 'move': {
      const { picker } = recipe
      if (picker)
        return withRecipe({
          picker: { ...picker, index: clamp(picker.index + action.by, picker.choices.length) },
        })
      return withRecipe({ row: clamp(recipe.row + action.by, rows.length) })
    }
    case 'to-options':
      return withRecipe({
        row: Math.max(
          0,
          rows.findIndex(({ kind }) => kind === 'setting'),
        ),
      })
    case 'sideways':
      if (row?.kind === 'choice')
        return chosen(state, steppedBy(pickerFor(row.field, state.config), action.by))
      return withRecipe({
        cell: clamp(recipe.cell + action.by, Math.max(1, cellsOf(row).length)),
      })
    case 'leave':
      return withRecipe({ edit: null, picker: null })
    case 'open-row':
      if (recipe.picker) return chosen(withRecipe({ picker: null }), recipe.picker)
      if (recipe.edit) return entered(state, row, textOf(recipe.edit))
      if (row?.kind === 'choice') return withRecipe({ picker: pickerFor(row.field, state.config) })
      if (row?.kind === 'yaml') return { ...state, effect: editEffect(state) }
      return row ? withRecipe({ edit: markedLine(editable(state, row)), isForAll: false }) : state
    case 'edit-all':
      return row?.kind === 'donor'
        ? withRecipe({ edit: markedLine(editable(state, row)), isForAll: true })
        : state
    case 'normalise':
      return { ...state, config: withNormalisedWeights(state.config) }
    case 'clear-value':
      return row ? entered(state, row, '') : state
    case 'predicting':
      return withRecipe({ predicting: true, rehearsal: null })
    case 'predicted':
      return withRecipe({ predicting: false, prediction: action.prediction })
    case 'rehearsing':
      return withRecipe({ rehearsal: 'going on' })
    case 'output-seen':
      return withRecipe({ taken: action.taken })
    case 'rehearsed':
      return withRecipe({ rehearsal: action.rehearsal })
    default:
      return state
  }
}

const steppedBy = (picker: Picker, by: number): Picker => ({
  ...picker,
  index: (picker.index + by + picker.choices.length) % picker.choices.length,
})

/** The text that is edited: the value that stands there, not the default that applies otherwise. */
function editable({ config, recipe, settings }: AppState, row: RecipeRow): string {
  if (row.kind === 'text') return row.text
  if (row.kind === 'setting') return settings.get(row.name) ?? ''
  const own = row.kind === 'parameter' ? config.parameters.get(row.spec.name) : cellAt(row, recipe.cell)?.own
  return own ? settingText(own) : ''
}
