import type { DonorSummary } from '../contract/share-of-voice.ts'

/** What each share would be if only the weights decided; 1/K where a weight is not one known number. */
export function fairShares(weights: readonly (number | null)[]): readonly number[] {
  const sum = weights.reduce<number>((total, weight) => total + Math.abs(weight ?? 0), 0)
  const known = sum > 0 && !weights.includes(null)
  return weights.map((weight) => (known ? Math.abs(weight ?? 0) / sum : 1 / weights.length))
}

/** How far each donor would move the result by its weight and its norm alone, nothing trimmed and nobody outvoted. */
export function reaches(donors: readonly Pick<DonorSummary, 'weight' | 'norm'>[]): readonly number[] {
  const fair = fairShares(donors.map(({ weight }) => weight))
  return donors.map(({ norm }, at) => fair[at]! * norm)
}
