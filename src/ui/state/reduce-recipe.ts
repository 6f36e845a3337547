import { refusedValue } from '../../core/merge-config/check-parameters.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { withColumn, withNormalisedWeights } from '../../core/recipe/columns.ts'
import {
  modelNamed,
  withBase,
  withDonorParameter,
  withMethod,
  withParameter,
} from '../../core/recipe/recipe.ts'
import { parseSetting, settingText } from '../../core/recipe/setting-text.ts'
import { type SettingName, settingSpecs } from '../../core/run/settings.ts'
import { wholeIn } from '../../core/text/sizes.ts'
import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { clamp } from './clamp.ts'
import { editEffect } from './history.ts'
import { markedLine, textOf } from './line.ts'
import type { Picker } from './picker.ts'
import { pickerFor } from './pickers.ts'
import { cellAt, cellsOf, type RecipeRow, recipeRows } from './recipe-rows.ts'
import { withRoles } from './roles.ts'

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

function chosen(state: AppState, { field, choices, index }: Picker): AppState {
  const value = choices[index]?.value ?? null
  return withRoles(state, withChoice(state.config, field, value))
}

function withChoice(config: MergeConfig, field: Picker['field'], value: string | null): MergeConfig {
  switch (field) {
    case 'method':
      return value === null ? config : withMethod(config, value)
    case 'base':
      return withBase(config, value)
    case 'dtype':
      return { ...config, dtype: value }
    case 'outDtype':
      return { ...config, outDtype: value }
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
    if (row.field === 'chatTemplate')
      return { ...done, config: { ...done.config, chatTemplate: value || null } }
    if (row.field === 'padToMultipleOf') return withPadding(done, value) ?? notWhole(state, value)
    if (value === '') return { ...state, notice: { tone: 'error', text: `${row.label} must not be empty` } }
    return row.field === 'output' ? { ...done, output: value } : { ...done, file: value }
  }
  if (row?.kind === 'setting') return withSetting(done, row.name, text.trim()) ?? refused(state, row, text)
  const spec = row?.kind === 'parameter' ? row.spec : cellAt(row, state.recipe.cell)?.spec
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
  const refusal = setting && refusedValue(spec, setting)
  if (refusal) return { ...state, notice: { tone: 'error', text: `${spec.name} ${refusal}` } }
  const config =
    row.kind === 'donor' && state.recipe.isForAll
      ? withColumn(state.config, spec, setting)
      : row.kind === 'donor'
        ? withDonorParameter(state.config, row.name, spec.name, setting)
        : withParameter(state.config, spec.name, setting)
  return { ...done, config }
}

/** null for a value that the option does not take. */
function withSetting(state: AppState, name: SettingName, text: string): AppState | null {
  if (text !== '' && !settingSpecs[name].isValid(text)) return null
  const settings = new Map(state.settings)
  if (text === '') settings.delete(name)
  else settings.set(name, text)
  return { ...state, settings }
}

const refused = (state: AppState, row: Extract<RecipeRow, { kind: 'setting' }>, text: string): AppState => ({
  ...state,
  notice: {
    tone: 'error',
    text: `${text} does not fit. ${settingSpecs[row.name].flag}: ${settingSpecs[row.name].about}`,
  },
})

/** null for what is not a whole number above zero; empty takes it out. */
function withPadding(state: AppState, text: string): AppState | null {
  const { tokenizer } = state.config
  const value = text === '' ? null : wholeIn(text)
  if (!tokenizer || value === 0 || (value === null && text !== '')) return null
  return { ...state, config: { ...state.config, tokenizer: { ...tokenizer, padToMultipleOf: value } } }
}

const notWhole = (state: AppState, text: string): AppState => ({
  ...state,
  notice: { tone: 'error', text: `${text} is not a whole number above zero` },
})
