import type { ComparisonResult } from '../contract/comparison.ts'
import { percent, pointsText } from '../text/figures.ts'

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
}

/** Said where nothing of the recipes can be compared. */
export const unreadRecipe = 'a recipe cannot be read'

export function comparisonRows({ donors }: Pick<ComparisonResult, 'donors'>): readonly ComparisonRow[] {
  return byChange(donors).map(({ ref, share, band, ghosts }) => ({
    ref,
    first: percent(share.first),
    second: percent(share.second),
    points: pointsBetween(share.first, share.second),
    band: change(band.first, band.second),
    ghosts: ghosts.first === ghosts.second ? '' : change(ghosts.first, ghosts.second),
  }))
}

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
