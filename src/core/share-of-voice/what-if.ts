import type { DonorSums, TensorSums } from './sums.ts'
import { loudnessOf, ratio, root } from './tensor-voice.ts'

/**
 * ‖c‖ / ‖D‖: how far the result moves, measured by the whole change, when this donor is left out and the
 * other contributions stay as they are. No second merge. Where weights are normalised the others also grow
 * louder, and where donors vote (ties and its kin) the freed entries may go to others.
 */
export function changeWithout({ c2 }: DonorSums, { d2 }: TensorSums): number | null {
  return ratio(root(c2), root(d2))
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
