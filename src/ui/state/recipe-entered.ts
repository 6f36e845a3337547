import { refusedValue } from '../../core/merge-config/check-parameters.ts'
import { withColumn } from '../../core/recipe/columns.ts'
import { withDonorParameter, withParameter } from '../../core/recipe/recipe.ts'
import { parseSetting } from '../../core/recipe/setting-text.ts'
import { type SettingName, settingSpecs } from '../../core/run/settings.ts'
import { wholeIn } from '../../core/text/sizes.ts'
import type { AppState } from './app.ts'
import { cellAt, type RecipeRow } from './recipe-row.ts'
import { refused } from './refused.ts'

/** A typed value; an empty one takes the default. What cannot be read as a value is said and stays in the line. */
export function entered(state: AppState, row: RecipeRow | undefined, text: string): AppState {
  const done = { ...state, recipe: { ...state.recipe, edit: null } }
  if (row?.kind === 'text') {
    const value = text.trim()
    if (row.field === 'chatTemplate')
      return { ...done, config: { ...done.config, chatTemplate: value || null } }
    if (row.field === 'padToMultipleOf')
      return withPadding(done, value) ?? refused(state, `${value} is not a whole number above zero`)
    if (value === '') return refused(state, `${row.label} must not be empty`)
    return row.field === 'output' ? { ...done, output: value } : { ...done, file: value }
  }
  if (row?.kind === 'setting') {
    const { flag, about } = settingSpecs[row.name]
    return (
      withSetting(done, row.name, text.trim()) ?? refused(state, `${text} does not fit. ${flag}: ${about}`)
    )
  }
  const spec = row?.kind === 'parameter' ? row.spec : cellAt(row, state.recipe.cell)?.spec
  if (!row || !spec) return done
  const setting = text.trim() === '' ? null : parseSetting(text)
  if (setting === null && text.trim() !== '')
    return refused(state, `${text} is not a value: give one such as 0.5, or [0, 0.5, 1] over the layers`)
  const refusal = setting && refusedValue(spec, setting)
  if (refusal) return refused(state, `${spec.name} ${refusal}`)
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

/** null for what is not a whole number above zero; empty takes it out. */
function withPadding(state: AppState, text: string): AppState | null {
  const { tokenizer } = state.config
  const value = text === '' ? null : wholeIn(text)
  if (!tokenizer || value === 0 || (value === null && text !== '')) return null
  return { ...state, config: { ...state.config, tokenizer: { ...tokenizer, padToMultipleOf: value } } }
}
