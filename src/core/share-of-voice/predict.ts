import type { Band, DonorSummary, ShareOfVoice } from '../contract/share-of-voice.ts'
import { bandOf, manyGhosts } from './bands.ts'
import { fairShares } from './fair-share.ts'
import { type Heard, loudnessPerNorm } from './loudness.ts'
import { normsWithout } from './norms-without.ts'
import { meanReference } from './roll-up.ts'
import type { Adding } from './what-if.ts'

/**
 * What is asked about, by the donor's name: its new weight, or null to leave it out. Of a donor whose weight is not one
 * number (a gradient, filters) it is the multiple of what it has. Donors that are not named stay as they are.
 */
export type WeightChanges = ReadonlyMap<string, number | null>

export interface PredictedDonor {
  readonly ref: string
  readonly weight: number | null
  /** null: it is left out. */
  readonly share: number | null
  readonly norm: number
  readonly band: Band | null
}

export interface PredictedShares {
  /** In the order of the result. */
  readonly donors: readonly PredictedDonor[]
  /** Why the shares are no more than about right; null where a merge gives exactly these. */
  readonly about: string | null
}

/**
 * The shares of a merge with other weights, from what was measured in the first: a contribution grows with its weight,
 * and what all are divided by is the same for all. Without a base the mean that changes are measured from moves when a
 * donor goes, which the products of the donors tell.
 * @param adding how the method adds up its donors (`addingOf`); null: it votes, drops at random, or is not known
 */
export function predictShares(
  voice: ShareOfVoice,
  changes: WeightChanges,
  adding: Adding | null,
): PredictedShares {
  const gone = voice.donors.filter(({ ref }) => changes.get(ref) === null)
  const isMeasuredFromMean = voice.reference === meanReference && gone.length > 0
  const norms = isMeasuredFromMean ? normsWithout(voice, new Set(gone.map(({ ref }) => ref))) : null
  const weights = new Map(voice.donors.map(({ ref, weight }) => [ref, weight]))
  const shares = sharesAfter(voice.donors, weights, changes, norms)
  const kept = voice.donors.filter(({ ref }) => changes.get(ref) !== null)
  const fair = fairShares(kept.map((donor) => weightAfter(donor, changes)))
  const normOf = ({ ref, norm }: DonorSummary) => norms?.get(ref) ?? norm
  const donors = voice.donors.map((donor, index): PredictedDonor => {
    const { ref } = donor
    const place = kept.indexOf(donor)
    if (place < 0) return { ref, weight: null, share: null, norm: donor.norm, band: null }
    const share = shares[index] ?? 0
    const norm = normOf(donor)
    const band = bandOf({
      norm,
      share,
      fairShare: fair[place]!,
      otherNorms: kept.filter((other) => other !== donor).map(normOf),
      nonFinite: donor.nonFinite ?? 0,
      beyondMeasure: donor.beyondMeasure ?? false,
      ghosts: donor.verdict?.flags.includes('many-ghosts') ? manyGhosts : 0,
    })
    return { ref, weight: weightAfter(donor, changes), share, norm, band }
  })
  return { donors, about: whyAbout(voice, changes, adding, isMeasuredFromMean && norms === null) }
}

const weightAfter = ({ ref, weight }: DonorSummary, changes: WeightChanges): number | null => {
  const changed = changes.get(ref)
  return weight === null || changed === undefined ? weight : changed
}

/**
 * The shares of one row (a tensor, a layer, a module or all) with other weights, in the order of its donors; null where
 * none was measured. A donor without weight was not heard: it will be as loud for its norm as the others are.
 * @param weights what the donors have now, by their names
 * @param norms where changes will be measured from another mean: how far the donors are from that one
 */
export function sharesAfter(
  heard: readonly Heard[],
  weights: ReadonlyMap<string, number | null>,
  changes: WeightChanges,
  norms: ReadonlyMap<string, number> | null = null,
): readonly (number | null)[] {
  const perNorm = loudnessPerNorm(heard, weights)
  const loudness = heard.map(({ ref, share, norm }) => {
    if (share === null) return null
    const weight = weights.get(ref) ?? null
    const change = changes.get(ref)
    if (change === null) return 0
    const moved = norm ? (norms?.get(ref) ?? norm) / norm : 1
    if (change === undefined) return share * moved
    if (weight === 0) return Math.abs(change) * (norm ?? 0) * perNorm * moved
    return share * moved * Math.abs(weight === null ? change : change / weight)
  })
  const total = loudness.reduce<number>((all, part) => all + (part ?? 0), 0)
  return loudness.map((part) => (part === null ? null : total > 0 ? part / total : 0))
}

function whyAbout(
  voice: ShareOfVoice,
  changes: WeightChanges,
  adding: Adding | null,
  isMeanUnknown: boolean,
): string | null {
  if (changes.size === 0) return null
  if (voice.method === 'fitted') return 'the shares were fitted, not measured'
  if (adding === null) return 'the method elects signs, drops entries or normalises weights'
  if (isMeanUnknown) return 'how alike the donors are was not measured in full'
  if (adding === 'mean' && voice.donors.some(({ weight }) => weight === null))
    return 'weights that differ by layer are divided by another sum in each'
  const lacks = voice.donors.some(
    ({ vocabulary }) => vocabulary && vocabulary.ghost.rows + vocabulary.absent.rows > 0,
  )
  return lacks ? 'only some donors hold all rows of the vocabulary' : null
}
