import { recipeText } from '../../core/recipe/recipe.ts'
import { settingValues } from '../../core/run/settings.ts'
import type { Prediction } from '../../steps/inspect/predict.ts'
import { rehearseRecipe } from '../../steps/rehearsal/rehearse-recipe.ts'
import { type AppState, isRunning } from '../state/app.ts'
import { type EffectContext, latest } from './context.ts'

/** Python is started for it, so not while somebody types. */
const rehearseAfterMs = 1500

/** Rehearses the recipe that is looked at, once nothing speaks against it; each edit ends what goes on by then. */
export function rehearser({ env, signal, state, dispatch }: EffectContext): (next: AppState) => void {
  const soon = latest(rehearseAfterMs, signal)
  let last: Prediction | null = null
  return (next) => {
    const wanted = wantedFor(next)
    if (wanted === last) return
    last = wanted
    soon(async (dropped) => {
      if (wanted === null) return
      dispatch({ kind: 'rehearsing' })
      const { config, donors, output, settings, mergekit, transformers } = state()
      const rehearsal = await rehearseRecipe({
        text: recipeText(config),
        donors: [...donors.values()].flatMap((donor) => (donor.status === 'read' ? [donor.donor] : [])),
        mergekit,
        transformers,
        memory: settingValues(settings).memory,
        ...(output && { output }),
        env,
        merge: settingValues(settings),
        signal: dropped,
      }).catch(() => null)
      if (!dropped.aborted) dispatch({ kind: 'rehearsed', rehearsal })
    })
  }
}

/** The prediction that allows it; null while there is none. A run has the machine to itself. */
function wantedFor(next: AppState): Prediction | null {
  const { prediction, predicting } = next.recipe
  if (next.screen !== 'recipe' || predicting || prediction === null) return null
  const mayRun = prediction.waitsFor.length === 0 && prediction.verdict !== 'blocked'
  return mayRun && next.mergekit !== null && !isRunning(next) ? prediction : null
}
