import type { Band } from '../contract/share-of-voice.ts'

/** Below this share of the whole, a donor cannot be told from one that is not there. */
export const silentShare = 0.001
/** Times the fair share from which a donor leads the others. */
export const anchorTimes = 1.5
/** Times the fair share up to which removing a donor hardly changes the result. */
export const subtleTimes = 0.5
/** Times the median norm of the others from which a donor is out of family. */
export const poisonedTimes = 20

export interface BandInput {
  readonly norm: number
  readonly share: number
  /** What the share would be if only the weights decided: weight over the sum of weights, or 1/K. */
  readonly fairShare: number
  /** Norms of the other donors. */
  readonly otherNorms: readonly number[]
}

/** The band of one donor. Thresholds are times its fair share, so that weights are taken into account. */
export function bandOf({ norm, share, fairShare, otherNorms }: BandInput): Band {
  const usual = median(otherNorms.filter((other) => other > 0))
  if (!Number.isFinite(norm) || (usual > 0 && norm > poisonedTimes * usual)) return 'poisoned'
  if (share < silentShare) return 'silent'
  if (share >= anchorTimes * fairShare) return 'anchor'
  return share <= subtleTimes * fairShare ? 'subtle' : 'middle class'
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
