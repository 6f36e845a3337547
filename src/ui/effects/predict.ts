import { recipeText } from '../../core/recipe/recipe.ts'
import { predictRecipe } from '../../steps/predict.ts'
import type { AppState } from '../state/app.ts'
import { type EffectContext, latest } from './context.ts'

const predictAfterMs = 200

/** Predicts what the recipe comes to, each time that it or what is known of its donors has changed. */
export function predictor({ env, signal, state, dispatch }: EffectContext): (next: AppState) => void {
  const soon = latest(predictAfterMs, signal)
  let last: Pick<AppState, 'config' | 'donors' | 'output'> | null = null
  return (next) => {
    const { config, donors, output } = next
    if (last?.config === config && last.donors === donors && last.output === output) return
    last = { config, donors, output }
    dispatch({ kind: 'predicting' })
    soon(async (dropped) => {
      const known = [...state().donors].flatMap(([name, donor]) =>
        donor.status === 'read' ? ([[name, donor.donor]] as const) : [],
      )
      const prediction = await predictRecipe({
        text: recipeText(config),
        donors: new Map(known),
        output,
        env,
      })
      if (!dropped.aborted) dispatch({ kind: 'predicted', prediction })
    })
  }
}
