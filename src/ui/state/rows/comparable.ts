import { donorNames } from '../../../core/recipe/recipe.ts'
import { recipeOf } from '../../../core/view/what-if.ts'
import type { RecentRun } from '../../../steps/results/read-run.ts'
import type { ResultState } from '../result-state.ts'

/**
 * The runs that a result is compared with, one after the other: the one that was asked for, the one that it began with,
 * then those with the most donors in common, the newest of them first.
 */
export function comparable(
  { run, before, against }: Pick<ResultState, 'run' | 'before' | 'against'>,
  recent: readonly RecentRun[],
): readonly RecentRun[] {
  const isKnown = recent.some(({ folder }) => folder === before?.run.folder)
  const all = before && !isKnown ? [before.run, ...recent] : recent
  const nearness = (other: RecentRun): number =>
    other.folder === against
      ? Number.POSITIVE_INFINITY
      : other.folder === before?.run.folder
        ? Number.MAX_VALUE
        : sharedDonors(other, run)
  const others = all.filter(({ folder }) => folder !== run.folder)
  const near = new Map(others.map((other) => [other, nearness(other)]))
  return others.toSorted((a, b) => (near.get(b)! > near.get(a)! ? 1 : near.get(b)! < near.get(a)! ? -1 : 0))
}

const donors = new WeakMap<RecentRun['result'], readonly string[]>()

/** Donors that two runs have both. */
export function sharedDonors(one: RecentRun, other: RecentRun): number {
  const known = new Set(donorsOf(one))
  return donorsOf(other).filter((name) => known.has(name)).length
}

/** Asked for several times a frame. */
function donorsOf({ result }: RecentRun): readonly string[] {
  const known = donors.get(result)
  if (known) return known
  const { shareOfVoice } = result
  const recipe = shareOfVoice ? null : recipeOf(result)
  const heard = shareOfVoice?.donors.map(({ ref }) => ref) ?? (recipe ? donorNames(recipe) : [])
  // Nearly every merge of a family has the same base.
  const names = heard.filter((ref) => ref !== shareOfVoice?.reference)
  donors.set(result, names)
  return names
}
