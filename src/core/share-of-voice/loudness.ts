import type { DonorVoice } from '../contract/share-of-voice.ts'

export type Heard = Pick<DonorVoice, 'ref' | 'share' | 'norm'>

/** Σ share over Σ |w|·‖τ‖ of those that are heard by a weight of one number. */
export function loudnessPerNorm(
  heard: readonly Heard[],
  weights: ReadonlyMap<string, number | null>,
): number {
  const known = heard.filter(({ ref, share }) => share && weights.get(ref))
  const shares = known.reduce((all, { share }) => all + share!, 0)
  const lengths = known.reduce((all, { ref, norm }) => all + Math.abs(weights.get(ref)!) * (norm ?? 0), 0)
  return lengths > 0 ? shares / lengths : 0
}
