import type { MergeConfig } from '../../core/merge-config/types.ts'
import {
  modelNamed,
  withBase,
  withDonorParameter,
  withMethod,
  withParameter,
} from '../../core/recipe/recipe.ts'
import { parseSetting } from '../../core/recipe/setting-text.ts'
import type { AppAction } from './actions.ts'
import type { AppState, Picker } from './app.ts'
import { clamp } from './clamp.ts'
import { markedLine, textOf } from './line.ts'
import { pickerFor, type RecipeRow, recipeRows } from './recipe-rows.ts'

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
    case 'sideways':
      if (row?.kind === 'choice')
        return chosen(state, steppedBy(pickerFor(row.field, state.config), action.by))
      return withRecipe({
        cell: clamp(recipe.cell + action.by, row?.kind === 'donor' ? row.cells.length : 1),
      })
    case 'leave':
      return withRecipe({ edit: null, picker: null })
    case 'open-row':
      if (recipe.picker) return chosen(withRecipe({ picker: null }), recipe.picker)
      if (recipe.edit) return entered(state, row, textOf(recipe.edit))
      if (row?.kind === 'choice') return withRecipe({ picker: pickerFor(row.field, state.config) })
      return row ? withRecipe({ edit: markedLine(editable(state, row)) }) : state
    case 'clear-value':
      return row ? entered(state, row, '') : state
    case 'predicting':
      return withRecipe({ predicting: true })
    case 'predicted':
      return withRecipe({ predicting: false, prediction: action.prediction })
    default:
      return state
  }
}

const steppedBy = (picker: Picker, by: number): Picker => ({
  ...picker,
  index: (picker.index + by + picker.choices.length) % picker.choices.length,
})

/** The text that is edited: the value that stands there, not the default that applies otherwise. */
function editable({ config, recipe }: AppState, row: RecipeRow): string {
  if (row.kind === 'text') return row.text
  if (row.kind === 'donor') return row.cells[cellIn(row, recipe.cell)]?.text ?? ''
  return row.kind === 'parameter' && config.parameters.has(row.spec.name) ? row.text : ''
}

const cellIn = (row: Extract<RecipeRow, { kind: 'donor' }>, cell: number): number =>
  clamp(cell, row.cells.length)

function chosen(state: AppState, { field, choices, index }: Picker): AppState {
  const value = choices[index]?.value ?? null
  return { ...state, config: withChoice(state.config, field, value) }
}

function withChoice(config: MergeConfig, field: Picker['field'], value: string | null): MergeConfig {
  switch (field) {
    case 'method':
      return value === null ? config : withMethod(config, value)
    case 'base':
      return withBase(config, value)
    case 'dtype':
      return { ...config, dtype: value }
    case 'tokenizer': {
      if (value === null) return { ...config, tokenizer: null }
      const rest = config.tokenizer ?? { tokens: new Map(), padToMultipleOf: null }
      const source =
        value === 'union' || value === 'base'
          ? ({ kind: value } as const)
          : ({ kind: 'model', model: modelNamed(config, value) } as const)
      return { ...config, tokenizer: { ...rest, source } }
    }
  }
}

/** A typed value; an empty one takes the default. What cannot be read as a value is said and stays in the line. */
function entered(state: AppState, row: RecipeRow | undefined, text: string): AppState {
  const done = { ...state, recipe: { ...state.recipe, edit: null } }
  if (row?.kind === 'text') {
    const value = text.trim()
    if (value === '') return { ...state, notice: { tone: 'error', text: `${row.label} must not be empty` } }
    return row.field === 'output' ? { ...done, output: value } : { ...done, file: value }
  }
  const spec =
    row?.kind === 'parameter'
      ? row.spec
      : row?.kind === 'donor'
        ? row.cells[cellIn(row, state.recipe.cell)]?.spec
        : null
  if (!row || !spec) return done
  const setting = text.trim() === '' ? null : parseSetting(text)
  if (setting === null && text.trim() !== '')
    return {
      ...state,
      notice: {
        tone: 'error',
        text: `${text} is not a value: give one such as 0.5, or [0, 0.5, 1] over the layers`,
      },
    }
  const config =
    row.kind === 'donor'
      ? withDonorParameter(state.config, row.name, spec.name, setting)
      : withParameter(state.config, spec.name, setting)
  return { ...done, config }
}
