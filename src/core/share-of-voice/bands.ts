import type { Band, VoiceFlag } from '../contract/share-of-voice.ts'

/** Below this share of the whole, a donor cannot be told from one that is not there: rounding is as loud. */
export const silentShare = 0.001
/** Times the fair share from which a donor leads the others. */
export const anchorTimes = 1.5
/** Times the fair share up to which a donor is well below it. */
export const subtleTimes = 0.5
/** Times the median norm of the others from which a donor is out of family: fine-tunes differ tenfold. */
export const poisonedTimes = 20
/** Times the median norm of the others from which a silent donor is suspect: it moved, and nothing arrived. */
export const unheardTimes = 2
/** Tokens without a row from which the tokenizer is not the model's own: chat formats add a dozen. */
export const manyGhosts = 100
/** Below this cosine a donor pulls against the result; unrelated donors of a large model stay near zero. */
export const againstCosine = -0.1
/** Times its own change that a merge gives a donor at most; a fit beyond that found rounding, not the donor. */
export const plausibleScale = 2

export interface BandInput {
  readonly norm: number
  readonly share: number
  /** What the share would be if only the weights decided: weight over the sum of weights, or 1/K. */
  readonly fairShare: number
  /** Norms of the other donors. */
  readonly otherNorms: readonly number[]
  /** Tokens that the donor's tokenizer lists and its tensors do not hold. */
  readonly ghosts?: number
  readonly nonFinite?: number
  /** Its values are finite, and their squares are not. */
  readonly beyondMeasure?: boolean
  readonly alignment?: number | null
  /** ⟨D, τ⟩ / ‖τ‖² of a fitted share. */
  readonly fittedScale?: number | null
}

/** What deserves a second look, worst first. Single tensors that equal the base are normal and no flag. */
export function flagsOf(input: BandInput): VoiceFlag[] {
  const { norm, share, fairShare, otherNorms, ghosts = 0, nonFinite = 0, beyondMeasure } = input
  const { alignment, fittedScale } = input
  const usual = median(otherNorms.filter((other) => other > 0))
  const flags: VoiceFlag[] = []
  if (nonFinite > 0 || !Number.isFinite(norm)) flags.push('not-finite')
  if (usual > 0 && norm > poisonedTimes * usual) flags.push('large-norm')
  // A donor that was given no weight is silent by intent.
  if (usual > 0 && fairShare > 0 && share < silentShare && norm > unheardTimes * usual)
    flags.push('no-impact')
  if (beyondMeasure) flags.push('beyond-measure')
  if (ghosts > 0) flags.push(ghosts >= manyGhosts ? 'many-ghosts' : 'ghosts')
  if (alignment !== null && alignment !== undefined && alignment < againstCosine)
    flags.push('against-the-others')
  if (Math.abs(fittedScale ?? 0) > plausibleScale) flags.push('implausible-fit')
  if (norm === 0 && nonFinite === 0 && !beyondMeasure) flags.push('copy-of-the-base')
  return flags
}

const poisonous: readonly VoiceFlag[] = [
  'not-finite',
  'beyond-measure',
  'large-norm',
  'no-impact',
  'many-ghosts',
]

/** The band of one donor. Thresholds are times its fair share, so that weights are taken into account. */
export function bandOf(input: BandInput): Band {
  const { share, fairShare } = input
  if (flagsOf(input).some((flag) => poisonous.includes(flag))) return 'poisoned'
  if (share < silentShare) return 'silent'
  if (share >= anchorTimes * fairShare) return 'anchor'
  return share <= subtleTimes * fairShare ? 'subtle' : 'middle class'
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
