import type { TensorSums } from '../bridge/sums.ts'
import type { DonorSummary, ShareOfVoice } from '../contract/share-of-voice.ts'
import { layerOf, moduleOf } from '../model/tensor-name.ts'
import { bandOf } from './bands.ts'
import { fairShares } from './fair-share.ts'
import { similarityOf } from './gram.ts'
import { addSums } from './sums.ts'
import { ratio, root, voiceOf } from './tensor-voice.ts'
import { vocabularyOf } from './vocabulary-rows.ts'
import { type Adding, changeRemerged, changeWithout, shareError } from './what-if.ts'

/** What a donor's deltas are measured from where there is no base model. */
export const meanReference = 'mean of the donors'

function grouped(tensors: readonly TensorSums[], keyOf: (tensor: string) => string | null) {
  const groups = new Map<string, TensorSums[]>()
  for (const sums of tensors) {
    const key = keyOf(sums.tensor)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(sums)
    else groups.set(key, [sums])
  }
  return [...groups].map(([key, parts]) => ({ key, donors: voiceOf(addSums(key, parts)).donors }))
}

/**
 * Tensors → module kinds → layers → model.
 * @param weights a donor's weight, where it is one number for the whole merge
 * @param adding how the method adds up its donors; null where it votes, drops at random, or is not known
 * @returns null when no tensor has a share to tell (one donor and no base, or an audit that was off)
 */
export function shareOfVoice(
  tensors: readonly TensorSums[],
  weights: ReadonlyMap<string, number | null> = new Map(),
  adding: Adding | null = null,
): ShareOfVoice | null {
  if (tensors.length === 0) return null
  const whole = addSums('model', tensors)
  const voice = voiceOf(whole)
  return {
    reference: whole.reference ?? meanReference,
    method: whole.exact ? 'exact' : 'fitted',
    donors: summaries(whole, weights, whole.exact ? adding : null),
    cancellation: voice.cancellation ?? null,
    residual: voice.residual ?? null,
    modules: grouped(tensors, moduleOf).map(({ key, donors }) => ({ module: key, donors })),
    layers: grouped(tensors, layerOf).map(({ key, donors }) => ({ layer: key, donors })),
    tensors: tensors.map(voiceOf),
    ...(whole.gram && { similarity: similarityOf(whole.gram) }),
  }
}

function summaries(
  whole: TensorSums,
  weights: ReadonlyMap<string, number | null>,
  adding: Adding | null,
): DonorSummary[] {
  const voices = voiceOf(whole).donors
  const fair = fairShares(voices.map(({ ref }) => weights.get(ref) ?? null))
  const reference = root(whole.reference2)
  // The base may be one of the models that a weighted mean is taken of, and has no voice.
  const allWeights = [...weights.values()].reduce<number | null>(
    (sum, weight) => (sum === null || weight === null ? null : sum + weight),
    0,
  )
  return voices.map((donor, index) => {
    const sums = whole.donors[index]!
    const norm = donor.norm ?? 0
    const share = donor.share ?? 0
    const nonFinite = sums.nonFinite ?? 0
    // A sum that is not finite comes as null, also where all values are.
    const beyondMeasure = nonFinite === 0 && donor.norm === null
    const otherNorms = voices.flatMap((voice, other) => (other === index ? [] : [voice.norm ?? 0]))
    const { projection, cosine: alignment, scale, keptDensity, keptEnergy, signConflict, lost } = donor
    const vocabulary = whole.vocabulary && vocabularyOf(whole.vocabulary, donor.ref)
    return {
      ref: donor.ref,
      weight: weights.get(donor.ref) ?? null,
      norm,
      share,
      band: bandOf({ norm, share, fairShare: fair[index]!, otherNorms, nonFinite, beyondMeasure }),
      relativeNorm: ratio(donor.norm, reference),
      projection,
      alignment,
      scale: scale ?? null,
      keptDensity,
      ...(keptEnergy !== undefined && { keptEnergy }),
      ...(signConflict !== undefined && { signConflict }),
      ...(lost !== undefined && { lost }),
      ...(nonFinite > 0 && { nonFinite }),
      ...(beyondMeasure && { beyondMeasure }),
      shareError: shareError(index, whole),
      changeWithout: changeWithout(sums, whole),
      changeRemerged: changeRemerged(sums, whole, adding, weights.get(donor.ref) ?? null, allWeights),
      ...(vocabulary && { vocabulary }),
    }
  })
}
