import type { DonorVoice, ShareOfVoice, TensorVoice } from '../contract/share-of-voice.ts'
import { bandOf } from './bands.ts'
import { addSums, type DonorSums, type TensorSums } from './sums.ts'
import { layerOf, moduleOf } from './tensor-name.ts'

const ratio = (numerator: number, denominator: number) => (denominator > 0 ? numerator / denominator : null)

/** The figures of one tensor (or of a sum of tensors). share: ‖c‖ / Σ‖c‖; projection: ⟨c, D⟩ / ‖D‖². */
export function voiceOf(sums: TensorSums): TensorVoice {
  const loudness = sums.donors.reduce((total, donor) => total + Math.sqrt(donor.c2), 0)
  const figures = (donor: DonorSums): DonorVoice => ({
    ref: donor.donor,
    norm: Math.sqrt(donor.tau2),
    share: ratio(Math.sqrt(donor.c2), loudness),
    projection: ratio(donor.cD, sums.d2),
    cosine: ratio(donor.tauD, Math.sqrt(donor.tau2 * sums.d2)),
    keptDensity: donor.kept === null ? null : ratio(donor.kept, sums.numel),
  })
  return { tensor: sums.tensor, donors: sums.donors.map(figures) }
}

const grouped = (tensors: readonly TensorSums[], keyOf: (tensor: string) => string | null) => {
  const groups = new Map<string, TensorSums[]>()
  for (const sums of tensors) {
    const key = keyOf(sums.tensor)
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), sums])
  }
  return [...groups].map(([key, parts]) => ({ key, donors: voiceOf(addSums(key, parts)).donors }))
}

/**
 * Tensors → module kinds → layers → model.
 * @param weights a donor's weight, where it is one number for the whole merge
 * @returns null when no tensor has a share to tell (one donor and no base, or an audit that was off)
 */
export function shareOfVoice(
  tensors: readonly TensorSums[],
  weights: ReadonlyMap<string, number | null> = new Map(),
): ShareOfVoice | null {
  if (tensors.length === 0) return null
  const whole = addSums('model', tensors)
  const voice = voiceOf(whole)
  const weightOf = (donor: string) => weights.get(donor) ?? null
  const known = whole.donors.map((donor) => weightOf(donor.donor))
  const sumOfWeights = known.reduce<number>((sum, weight) => sum + Math.abs(weight ?? 0), 0)
  const fair = (weight: number | null) =>
    weight === null || sumOfWeights === 0 || known.includes(null)
      ? 1 / whole.donors.length
      : Math.abs(weight) / sumOfWeights
  return {
    reference: whole.reference ?? 'mean of the donors',
    method: whole.exact ? 'exact' : 'fitted',
    donors: voice.donors.map((donor, index) => {
      const norm = donor.norm ?? 0
      const share = donor.share ?? 0
      const otherNorms = voice.donors.filter((_, other) => other !== index).map((other) => other.norm ?? 0)
      const fairShare = fair(weightOf(donor.ref))
      return {
        ref: donor.ref,
        weight: weightOf(donor.ref),
        norm,
        share,
        band: bandOf({ norm, share, fairShare, otherNorms }),
      }
    }),
    modules: grouped(tensors, moduleOf).map(({ key, donors }) => ({ module: key, donors })),
    layers: grouped(tensors, layerOf).map(({ key, donors }) => ({ layer: key, donors })),
    tensors: tensors.map(voiceOf),
  }
}
