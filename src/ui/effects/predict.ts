import { recipeText } from '../../core/recipe/recipe.ts'
import { settingValues } from '../../core/run/settings.ts'
import { predictRecipe } from '../../steps/inspect/predict.ts'
import type { AppState } from '../state/app.ts'
import { type EffectContext, latest } from './context.ts'

const predictAfterMs = 200

/** Predicts what the recipe comes to, each time that it or what is known of its donors has changed. */
export function predictor({ env, signal, state, dispatch }: EffectContext): (next: AppState) => void {
  const soon = latest(predictAfterMs, signal)
  let last: Pick<AppState, 'config' | 'donors' | 'output' | 'settings' | 'mergekit' | 'transformers'> | null =
    null
  return (next) => {
    const { config, donors, output, settings, mergekit, transformers } = next
    if (
      last?.config === config &&
      last.donors === donors &&
      last.output === output &&
      last.settings === settings &&
      last.mergekit === mergekit &&
      last.transformers === transformers
    )
      return
    last = { config, donors, output, settings, mergekit, transformers }
    dispatch({ kind: 'predicting' })
    soon(async (dropped) => {
      const known = [...state().donors.values()].flatMap((donor) =>
        donor.status === 'read' ? [donor.donor] : [],
      )
      const prediction = await predictRecipe({
        text: recipeText(config),
        donors: known,
        mergekit,
        transformers,
        memory: settingValues(settings).memory,
        ...(output && { output }),
        env,
        signal: dropped,
      })
      if (!dropped.aborted) dispatch({ kind: 'predicted', prediction })
    })
  }
}
