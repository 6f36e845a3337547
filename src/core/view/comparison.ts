import type { ComparisonResult } from '../contract/comparison.ts'
import { percent, pointsText } from '../text/figures.ts'

/** One thing that two runs have differently; null where a run does not have it. */
export interface Difference {
  readonly what: string
  readonly first: string | null
  readonly second: string | null
}

/** A donor in two runs as every view shows it. */
export interface ComparisonRow {
  readonly ref: string
  readonly first: string
  readonly second: string
  /** `+3.2`, `new`, `gone`; a dash where neither run measured it. */
  readonly points: string
  readonly band: string
  /** Empty where it stayed. */
  readonly ghosts: string
  /** What the recipes say of it differently; `what` is empty where only one of them has it. */
  readonly recipe: readonly Difference[]
}

/** What the two runs are called everywhere. */
export const sides = { first: 'was', second: 'now' } as const

/** Said where nothing of the recipes can be compared, and where they say the same. */
export const unreadRecipe = 'a recipe cannot be read'
export const sameRecipe = 'the same recipe'

type Compared = Pick<ComparisonResult, 'donors' | 'recipe'>

/** Every donor whose share was measured or whose recipe differs: what was changed, beside what came of it. */
export function comparisonRows({ donors, recipe = [] }: Compared): readonly ComparisonRow[] {
  const measured = byChange(donors).map(({ ref, share, band, ghosts }) => ({
    ref,
    first: percent(share.first),
    second: percent(share.second),
    points: pointsBetween(share.first, share.second),
    band: change(band.first, band.second),
    ghosts: ghosts.first === ghosts.second ? '' : change(ghosts.first, ghosts.second),
  }))
  const known = new Set(measured.map(({ ref }) => ref))
  const others = [...new Set(recipe.flatMap(({ donor }) => (donor === undefined ? [] : [donor])))]
  const unmeasured = { first: '–', second: '–', points: '–', band: '–', ghosts: '' }
  return [...measured, ...others.flatMap((ref) => (known.has(ref) ? [] : [{ ref, ...unmeasured }]))].map(
    (row) => ({ ...row, recipe: changesOf(row.ref, row.points, recipe) }),
  )
}

/** Of a donor; that it came or went is not told again where its share tells it. */
function changesOf(ref: string, points: string, recipe: NonNullable<Compared['recipe']>): Difference[] {
  return recipe
    .filter(({ donor, setting }) => donor === ref && !(setting === '' && /^(new|gone)$/.test(points)))
    .map(({ setting = '', first, second }) => ({ what: setting, first, second }))
}

/** What the recipes say differently of the merge as a whole. */
export const settingChanges = ({ recipe = [] }: Pick<ComparisonResult, 'recipe'>): readonly Difference[] =>
  recipe.filter(({ donor }) => donor === undefined)

/** `weight: 0.1 → 0.2`; `added` and `left out` of a donor that one recipe has. */
export const differenceText = ({ what, first, second }: Difference): string =>
  what === '' ? (first === null ? 'added' : 'left out') : `${what}: ${change(first, second)}`

/** Those whose share changed most come first, and with them those that are in one of the runs only. */
const byChange = <Donor extends Pick<ComparisonResult['donors'][number], 'share'>>(
  donors: readonly Donor[],
): readonly Donor[] => {
  const change = ({ share: { first, second } }: Donor) => Math.abs((second ?? 0) - (first ?? 0))
  return donors.toSorted((one, other) => change(other) - change(one))
}

/** `before → after`, or the one value that both have. */
export const change = (first: string | number | null, second: string | number | null): string =>
  first === second ? String(first ?? '–') : `${first ?? '–'} → ${second ?? '–'}`

/** Percentage points with a sign. */
function pointsBetween(first: number | null, second: number | null): string {
  if (first === null) return second === null ? '–' : 'new'
  if (second === null) return 'gone'
  return pointsText(second - first)
}
