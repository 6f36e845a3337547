import { hasErrors } from '../../../core/findings/make.ts'
import { donorNames } from '../../../core/recipe/recipe.ts'
import { type AppState, isRunning } from '../app.ts'
import { foundRuns } from '../find.ts'
import { isChanged } from '../next-run.ts'
import { comparable } from '../rows/comparable.ts'
import type { ScreenName } from '../screen-name.ts'

/** Why a screen cannot be shown yet. */
export function whyNot(state: AppState, screen: ScreenName): string | null {
  const opened = state.screen === 'result' ? state.result?.recipe : null
  if (screen === 'recipe' && donorNames(state.config).length === 0 && !opened) return 'no donors yet'
  if (screen === 'run' && state.run === null) return 'nothing has been run yet'
  if (screen === 'result' && state.result === null)
    return 'no result yet: run a recipe, or open a run from the list'
  return null
}

/** Of the run under the cursor of Home. */
export function whyNotCompare(state: AppState): string | null {
  if ((state.recent?.length ?? 0) < 2) return 'it takes two runs'
  const here = foundRuns(state)[state.homeRow]
  if (!here) return 'no run is found'
  return here.folder === state.marked ? 'this run is the marked one: choose the other' : null
}

/** Of the result that is open. */
export function whyNotDiffer({ result, recent }: AppState): string | null {
  if (result?.view === 'compare') return 'these are the two: enter takes the next one'
  return result && comparable(result, recent ?? []).length > 0 ? null : 'there is no other run'
}

export function whyNotReadAgain({ config, donors, donorRow }: AppState): string | null {
  const name = donorNames(config)[donorRow]
  if (name === undefined) return 'no donors yet'
  return donors.get(name)?.status === 'reading' ? 'it is being read' : null
}

export const whyNotSave = ({ slip }: AppState): string | null =>
  slip === null ? null : 'the text from the editor is not a recipe yet: press e'

export function whyNotRun(state: AppState): string | null {
  if (isRunning(state)) return 'a run is in progress'
  const slip = whyNotSave(state)
  if (slip !== null) return slip
  for (const name of donorNames(state.config)) {
    const donor = state.donors.get(name)
    if (donor?.status === 'failed') return `${name}: ${donor.message}`
  }
  const { prediction, rehearsal } = state.recipe
  if (prediction?.waitsFor.length) return 'donors are still being read'
  if (prediction && hasErrors(prediction.findings))
    return prediction.findings.find(({ severity }) => severity === 'error')!.message
  const refusal =
    rehearsal === 'going on' ? null : rehearsal?.findings.find(({ severity }) => severity === 'error')
  if (refusal) return refusal.message
  return state.output.trim() === '' ? 'no output folder is given' : null
}

/** The run itself looks at donors that are not read yet. */
export function whyNotRunAnew(state: AppState): string | null {
  const { result, recipe } = state
  if (!result || !isChanged({ ...state, result })) return 'nothing is changed yet: x, + and - do'
  const prediction = recipe.prediction && { ...recipe.prediction, waitsFor: [] }
  return whyNotRun({ ...state, recipe: { ...recipe, prediction: recipe.predicting ? null : prediction } })
}
