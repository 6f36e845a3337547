import type { DonorSums, TensorSums } from './sums.ts'
import { loudnessOf, ratio, root } from './tensor-voice.ts'

/**
 * ‖D − D′‖ / ‖D‖, where D′ is the change without this donor, from the sums alone: no second merge.
 * D′ = D − c where the other contributions stay as they are; D′ = s (D − c) with s = 1 / (1 − weight share)
 * where the weights are normalised. The larger of the two is given. Methods that let donors vote (ties and
 * its kin) may give the freed entries to others, so for them it is an estimate.
 *
 * @param weightShare the donor's weight over the sum of weights, from 0 to below 1
 */
export function changeWithout(donor: DonorSums, { d2 }: TensorSums, weightShare: number): number | null {
  const { c2, cD } = donor
  if (d2 === null || c2 === null || cD === null) return null
  const scale = weightShare >= 0 && weightShare < 1 ? 1 / (1 - weightShare) : 1
  const without = (s: number) => root((1 - s) ** 2 * d2 + 2 * s * (1 - s) * cD + s ** 2 * c2) ?? 0
  return ratio(Math.max(without(1), without(scale)), root(d2))
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
