import { refusedValue } from '../../core/merge-config/check-parameters.ts'
import { mergeMethods } from '../../core/methods.ts'
import { parseSetting, settingText } from '../../core/recipe/setting-text.ts'
import { weightOf } from '../../core/recipe/weight.ts'
import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { clamp } from './clamp.ts'
import { remembered } from './history.ts'
import { markedLine, textOf } from './line.ts'
import { isOfResult, withChange, withRecipeOf } from './next-run.ts'
import { refused } from './refused.ts'
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
      if (result.edit) return withTypedWeight(state, result, textOf(result.edit))
      const into = rows[result.row]?.into ?? null
      if (result.view === 'compare') return withResult({ other: result.other + 1, row: 0 })
      return into === null ? state : withResult({ into: [...result.into, into], row: 0 })
    }
    case 'leave':
      if (result.edit) return withResult({ edit: null })
      return result.into.length > 0
        ? withResult({ into: result.into.slice(0, -1), row: 0 })
        : { ...state, screen: 'home' }
    case 'type-weight': {
      const donor = donorAt(rows[result.row])
      const recipe = isOfResult({ ...state, result }) ? state.config : result.recipe
      const weight = donor !== null && recipe ? weightOf(recipe, donor) : null
      return donor === null ? state : withResult({ edit: markedLine(weight ? settingText(weight) : '1') })
    }
    case 'leave-out':
    case 'weigh':
    case 'set-weight': {
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

/** What is no weight is said, and stays in the line. */
function withTypedWeight(state: AppState, result: ResultState, text: string): AppState {
  const setting = parseSetting(text)
  const spec = mergeMethods
    .get(result.recipe?.mergeMethod ?? '')
    ?.parameters.find(({ name }) => name === 'weight')
  const refusal = setting && spec ? refusedValue(spec, setting) : 'must be a value such as 0.5'
  if (setting === null || refusal !== null) return refused(state, `weight ${refusal}`)
  const done = { ...state, result: { ...result, edit: null } }
  return reduceResult(done, { kind: 'set-weight', setting })
}
