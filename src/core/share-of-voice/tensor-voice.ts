import type { DonorSums, TensorSums } from '../bridge/sums.ts'
import type { DonorVoice, TensorVoice } from '../contract/share-of-voice.ts'

/** A quotient; null where it says nothing. */
export const ratio = (numerator: number | null, denominator: number | null): number | null =>
  numerator !== null && denominator !== null && denominator > 0 ? numerator / denominator : null

export const root = (square: number | null | undefined): number | null =>
  square === null || square === undefined ? null : Math.sqrt(Math.max(0, square))

/** Σ‖c‖ of the donors whose contribution is finite. */
export const loudnessOf = (sums: TensorSums): number =>
  sums.donors.reduce((total, donor) => total + (root(donor.c2) ?? 0), 0)

/** The figures of one tensor (or of a sum of tensors), formulas in docs/share-of-voice.md. */
export function voiceOf(sums: TensorSums): TensorVoice {
  const loudness = loudnessOf(sums)
  return {
    tensor: sums.tensor,
    donors: sums.donors.map((donor) => figures(donor, sums, loudness)),
    cancellation: cancellationOf(sums, loudness),
    residual: ratio(root(sums.residual2), root(sums.d2)),
    ...(sums.coefficients && { coefficients: sums.coefficients.flatMap(finite) }),
  }
}

const finite = ({ ref, value }: { ref: string; value: number | null }) =>
  value === null ? [] : [{ ref, value }]

function figures(donor: DonorSums, sums: TensorSums, loudness: number): DonorVoice {
  const { tau2, tauD, c2, cD, kept, kept2 = null, against, lost, mass } = donor
  return {
    ref: donor.donor,
    norm: root(tau2),
    share: ratio(root(c2), loudness),
    projection: ratio(cD, sums.d2),
    cosine: tau2 === null || sums.d2 === null ? null : ratio(tauD, Math.sqrt(tau2 * sums.d2)),
    keptDensity: kept === null ? null : ratio(kept, sums.numel),
    ...(kept2 !== null && { keptEnergy: ratio(kept2, tau2) }),
    scale: ratio(tauD, tau2),
    ...(against !== undefined && { signConflict: ratio(against, sums.numel) }),
    ...(lost !== undefined && mass !== undefined && { lost: ratio(lost, mass) }),
  }
}

/** 1 − ‖Σc‖ / Σ‖c‖, with ‖Σc‖² = 2 Σ⟨c, D⟩ − ‖D‖² + ‖D − Σc‖²: no products between donors are needed. */
function cancellationOf({ donors, d2, residual2 }: TensorSums, loudness: number): number | null {
  const towards = donors.reduce((sum, { cD }) => sum + (cD ?? 0), 0)
  const sum = d2 === null || residual2 === null ? null : root(2 * towards - d2 + residual2)
  const kept = ratio(sum, loudness)
  return kept === null ? null : Math.max(0, 1 - kept)
}
