import type { DonorSums, TensorSums } from '../bridge/sums.ts'
import { loudnessOf, ratio, root } from './tensor-voice.ts'

/**
 * ‖c‖ / ‖D‖: how far the result moves, measured by the whole change, when this donor is left out and the
 * other contributions stay as they are. No second merge. Where weights are normalised the others also grow
 * louder, and where donors vote (ties and its kin) the freed entries may go to others.
 */
export function changeWithout({ c2 }: DonorSums, { d2 }: TensorSums): number | null {
  return ratio(root(c2), root(d2))
}

/** How a merge adds up its donors: as they are, or divided by the sum of their weights. */
export type Adding = 'sum' | 'mean'

/**
 * ‖D′ − D‖ / ‖D‖ for D′ merged without the donor. Where weights are normalised, the others grow louder by
 * W / (W − w): D′ − D = (w D − W c) / (W − w). Null where that is not known.
 */
export function changeRemerged(
  { c2, cD }: DonorSums,
  { d2 }: TensorSums,
  adding: Adding | null,
  weight: number | null,
  allWeights: number | null,
): number | null {
  if (adding === 'sum') return ratio(root(c2), root(d2))
  if (adding === null || weight === null || allWeights === null) return null
  if (c2 === null || cD === null || d2 === null || allWeights === weight) return null
  const moved = weight ** 2 * d2 - 2 * weight * allWeights * cD + allWeights ** 2 * c2
  return ratio(root(moved), Math.abs(allWeights - weight) * Math.sqrt(d2))
}

/** Standard error of a donor's share of voice, from the variances of ‖c‖²; null where all was measured. */
export function shareError(index: number, sums: TensorSums): number | null {
  if (sums.donors.every(({ c2Variance }) => c2Variance === undefined)) return null
  const loudness = loudnessOf(sums)
  if (loudness === 0) return null
  const own = (root(sums.donors[index]?.c2) ?? 0) / loudness
  const variance = sums.donors.reduce((total, { c2, c2Variance }, other) => {
    // ‖c‖ = √c2, so its variance is that of c2 over 4 c2.
    const ofLength = c2 ? (c2Variance ?? 0) / (4 * c2) : 0
    return total + ofLength * ((other === index ? 1 : 0) - own) ** 2
  }, 0)
  return Math.sqrt(variance) / loudness
}
