import type { MergeConfig, ParameterSetting } from '../../core/merge-config/types.ts'
import { isObjectUri } from '../../core/object-uri.ts'
import { whyNoWeight } from '../../core/recipe/columns.ts'
import { editedText } from '../../core/recipe/edited-text.ts'
import { isSameRecipe, withDonorParameter } from '../../core/recipe/recipe.ts'
import { weightOf, withDonorToggled, withSteppedWeight } from '../../core/recipe/weight.ts'
import { settingsOf } from '../../core/run/settings.ts'
import type { PredictedShares } from '../../core/share-of-voice/predict.ts'
import { predictedBy } from '../../core/view/what-if.ts'
import type { TakenOutput } from '../../steps/session/output-place.ts'
import type { AppState } from './app.ts'
import { whyAsYaml } from './keys/as-yaml.ts'
import type { ResultState } from './result-state.ts'

/** What lies where the recipe's output would go; null where that is free, as far as is known. */
export const takenBy = ({ recipe, output }: Pick<AppState, 'recipe' | 'output'>): TakenOutput | null =>
  recipe.taken?.output === output ? recipe.taken : null

/** Where the next run of a result goes, in words: nothing that is there is replaced. */
export function placeOfNext(state: Pick<AppState, 'recipe' | 'output'>): string {
  // Which name is free in object storage, only the run itself asks.
  if (isObjectUri(state.output)) return `beside ${state.output}`
  const folder = takenBy(state)?.next ?? state.output
  return `into ${/^[./~]/.test(folder) ? folder : `./${folder}`}`
}

/** Where a run of the recipe goes: what is there is not replaced, the name is counted up. */
export function outputOfRun(state: Pick<AppState, 'recipe' | 'output'>): string {
  const taken = takenBy(state)
  return taken?.by === 'files' ? taken.next : state.output
}

/** A result, and the recipe in the form beside it. */
export type Seen = Pick<AppState, 'config' | 'text' | 'origin'> & { readonly result: ResultState }

/** Whether the recipe of the form began with this result. */
export const isOfResult = ({ origin, result }: Pick<Seen, 'origin' | 'result'>): boolean =>
  origin !== null && origin.folder === result.run.folder

/** Whether the recipe says something else than that of the result. */
export const isChanged = (seen: Seen): boolean =>
  isOfResult(seen) && seen.text !== seen.result.run.result.config

const foretold = new WeakMap<
  MergeConfig,
  { readonly result: ResultState['run']; readonly shares: PredictedShares | null }
>()

/** What the changed recipe will come to; null where nothing is changed. Asked for many times a key. */
export function nextShares(seen: Seen): PredictedShares | null {
  const { config, result } = seen
  if (!isChanged(seen) || result.recipe === null) return null
  const known = foretold.get(config)
  if (known?.result === result.run) return known.shares
  const shares = predictedBy(result.run.result, result.recipe, config)
  foretold.set(config, { result: result.run, shares })
  return shares
}

/** Why a donor of the result cannot be left out; null where it can. */
export function whyNotLeaveOut({ result }: Pick<AppState, 'result'>, donor: string | null): string | null {
  if (result?.recipe == null) return 'the record of this run holds no recipe'
  return whyAsYaml(result.recipe) ?? (donor === null ? 'choose a donor among the shares' : null)
}

/** Why its weight cannot be changed: of that, methods such as slerp have none. */
export function whyNotWeigh(state: AppState, donor: string | null): string | null {
  const { result, origin, config } = state
  const recipe = result && isOfResult({ origin, result }) ? config : result?.recipe
  return whyNotLeaveOut(state, donor) ?? (recipe && donor !== null ? whyNoWeight(recipe, donor) : null)
}

/** Why its weight cannot go down further, by steps. */
export function whyNotLower(state: AppState, donor: string | null): string | null {
  const why = whyNotWeigh(state, donor)
  const { result, origin, config } = state
  if (why !== null || !result || donor === null || !isOfResult({ origin, result })) return why
  const weight = weightOf(config, donor)
  const isZero = weight?.kind === 'scalar' && weight.value === 0
  return isZero ? 'below 0 its change would be taken away: e opens the recipe, where that can be typed' : null
}

/** The recipe of the result in the form. What was there comes back with undo. */
export function withRecipeOf(state: AppState, { run, recipe }: ResultState): AppState {
  if (recipe === null || isOfResult({ origin: state.origin, result: { ...state.result!, run } })) return state
  const { folder, result } = run
  const text = result.config
  const output = result.output.replace(/\.failed(-\d+)?$/, '')
  return {
    ...state,
    config: recipe,
    text,
    output,
    settings: result.settings ? settingsOf(result.settings) : state.settings,
    origin: { folder, text, output },
    slip: null,
    adding: null,
  }
}

/** One change of the donor under the cursor, in the form that has the recipe of the result. */
export function withChange(
  taken: AppState,
  result: ResultState,
  change:
    | { readonly kind: 'leave-out' }
    | { readonly kind: 'weigh'; readonly by: 1 | -1 }
    | { readonly kind: 'set-weight'; readonly setting: ParameterSetting },
  donor: string,
): AppState {
  const config =
    change.kind === 'leave-out'
      ? withDonorToggled(taken.config, result.recipe ?? taken.config, donor)
      : change.kind === 'weigh'
        ? withSteppedWeight(taken.config, donor, change.by)
        : withDonorParameter(taken.config, donor, 'weight', change.setting)
  // Back at what was merged, its text is back as well: as it was written, with its comments.
  return result.recipe && isSameRecipe(config, result.recipe)
    ? { ...taken, config: result.recipe, text: result.run.result.config }
    : { ...taken, config, text: editedText(taken.text, taken.config, config) }
}
