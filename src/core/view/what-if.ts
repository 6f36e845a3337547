import type { RunResult } from '../contract/run.ts'
import { parseMergeConfig } from '../merge-config/parse.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { addingOf, donorWeights } from '../merge-config/weights.ts'
import { modelKey } from '../model-ref.ts'
import { recipeDifferences } from '../recipe/differences.ts'
import { donorNames, donorsByName } from '../recipe/recipe.ts'
import { factorBetween, weightOf } from '../recipe/weight.ts'
import { type PredictedShares, predictShares, type WeightChanges } from '../share-of-voice/predict.ts'

/** The recipe that a run was made by, from its record; null where it is none. */
export function recipeOf({ config }: Pick<RunResult, 'config'>): MergeConfig | null {
  return parseMergeConfig(config).config
}

/**
 * The shares that a changed recipe will come to, from a run by the first one; null where no share was measured or the
 * donors stay as they are.
 */
export function predictedBy(
  { shareOfVoice }: Pick<RunResult, 'shareOfVoice'>,
  before: MergeConfig,
  after: MergeConfig,
): PredictedShares | null {
  if (!shareOfVoice) return null
  const changes = weightChanges(
    shareOfVoice.donors.map(({ ref }) => ref),
    before,
    after,
  )
  const others = otherChanges(before, after, changes)
  if (changes.size === 0 && others === null) return null
  const predicted = predictShares(shareOfVoice, changes, addingOf(before))
  return { ...predicted, about: others ?? predicted.about }
}

function weightChanges(refs: readonly string[], before: MergeConfig, after: MergeConfig): WeightChanges {
  const changes = new Map<string, number | null>()
  const [known, stays] = [donorsByName(before), donorsByName(after)]
  const [old, now] = [donorWeights(before), donorWeights(after)]
  for (const ref of refs) {
    const [was, is] = [known.get(ref), stays.get(ref)]
    if (!was) continue
    if (!is) changes.set(ref, null)
    else {
      const [first, second] = [old.get(modelKey(was)) ?? null, now.get(modelKey(is)) ?? null]
      const factor = factorBetween(weightOf(before, ref), weightOf(after, ref))
      if (first !== null && second !== null && first !== second) changes.set(ref, second)
      else if (first === null && factor !== null && factor !== 1) changes.set(ref, factor)
    }
  }
  return changes
}

/** Why a prediction by weights alone falls short. */
function otherChanges(before: MergeConfig, after: MergeConfig, changes: WeightChanges): string | null {
  const known = new Set(donorNames(before))
  const added = donorNames(after).filter((name) => !known.has(name))
  if (added.length > 0) return `${added.join(', ')} was not measured yet`
  const foretold = new Set([...changes.keys()].flatMap((ref) => [ref, `${ref} weight`]))
  const isGone = (what: string) =>
    [...changes].some(([ref, change]) => change === null && what.startsWith(`${ref} `))
  const other = recipeDifferences(before, after).find(({ what }) => !foretold.has(what) && !isGone(what))
  return other ? `${other.what} changes as well` : null
}
