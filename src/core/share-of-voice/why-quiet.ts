import type { DonorSummary } from '../contract/share-of-voice.ts'
import { counted } from '../text/units.ts'
import { median } from './bands.ts'
import { reaches } from './fair-share.ts'

/** Times what weight and norm alone give from which a share is no less than they give. */
const asGiven = 0.67
/** Times its norm from which another donor moved further. */
const further = 1.3
/** Times the median of the others from which more of a donor was lost than of them. */
const more = 1.1

/** Why a donor is well below its fair share, which its weight is part of already, as far as the figures tell. */
export function whyQuiet(donor: DonorSummary, donors: readonly DonorSummary[]): string {
  const reach = reaches(donors)
  const all = reach.reduce((sum, each) => sum + each, 0)
  if (donor.share * all >= asGiven * reach[donors.indexOf(donor)]!) return movedFurther(donor, donors)
  const lostMore = (lost: (each: DonorSummary) => number | null | undefined): boolean => {
    const others = donors.flatMap((each) => (each === donor ? [] : (lost(each) ?? [])))
    const own = lost(donor)
    return typeof own === 'number' && others.length > 0 && own > more * median(others)
  }
  const causes = [
    ...(lostMore(({ signConflict, lost }) => lost ?? signConflict) ? ['outvoted'] : []),
    ...(lostMore(({ keptDensity, keptEnergy }) => lostIn(keptEnergy ?? keptDensity)) ? ['trimmed'] : []),
    ...(donor.weight === null ? ['of little weight'] : []),
  ]
  return causes.length > 0 ? causes.join(' or ') : 'less of it arrived than of the others'
}

const lostIn = (kept: number | null | undefined): number | null =>
  typeof kept === 'number' ? 1 - kept : null

/** Not all others need to: one that moved very far makes all the rest quiet. */
function movedFurther({ norm }: DonorSummary, donors: readonly DonorSummary[]): string {
  const ahead = donors.filter((other) => other.norm > further * norm).length
  if (ahead === donors.length - 1 && ahead > 1) return 'the others moved further'
  return ahead === 0 ? 'as loud as it moved' : `${counted(ahead, 'other')} moved further`
}
