import type { TensorVoice } from '../contract/share-of-voice.ts'

/** Sums of squares by donor: what has been heard so far while a merge still runs. */
export type RunningVoices = ReadonlyMap<string, number>

/**
 * Adds one tensor. A donor's part of it is its share times the sum of all norms, which for equal weights is
 * its own norm; parts add up over tensors as the root of the sum of squares. The report of a finished run
 * has the exact figures, this is what the growing bars show until then.
 */
export function hearTensor(heard: RunningVoices, { donors }: TensorVoice): RunningVoices {
  const scale = donors.reduce((sum, { norm }) => sum + (norm ?? 0), 0)
  const next = new Map(heard)
  for (const { ref, share } of donors) {
    const part = (share ?? 0) * scale
    next.set(ref, (next.get(ref) ?? 0) + (Number.isFinite(part) ? part * part : 0))
  }
  return next
}

/** Shares from 0 to 1 that sum to 1, the loudest first. */
export function runningShares(heard: RunningVoices): readonly { ref: string; share: number }[] {
  const lengths = [...heard].map(([ref, squares]) => ({ ref, length: Math.sqrt(squares) }))
  const total = lengths.reduce((sum, { length }) => sum + length, 0)
  return lengths
    .map(({ ref, length }) => ({ ref, share: total > 0 ? length / total : 0 }))
    .sort((left, right) => right.share - left.share)
}
