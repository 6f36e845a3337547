/**
 * Sums of one donor in one or more tensors. Reference r is the base model, else the mean of the donors;
 * τ = donor − r; D = merged − r; c = what the donor adds to D. All of them add up over tensors.
 */
export interface DonorSums {
  readonly donor: string
  /** ‖τ‖² */
  readonly tau2: number
  /** ⟨τ, D⟩ */
  readonly tauD: number
  /** ‖c‖² */
  readonly c2: number
  /** ⟨c, D⟩ */
  readonly cD: number
  /** Entries that sparsification left; null where the method does not sparsify. */
  readonly kept: number | null
}

export interface TensorSums {
  readonly tensor: string
  readonly numel: number
  /** Contributions were measured inside the method; otherwise fitted by least squares. */
  readonly exact: boolean
  /** The model that τ is measured from; null: the mean of the donors. */
  readonly reference: string | null
  /** ‖D‖² */
  readonly d2: number
  /** ‖D − Σc‖² */
  readonly residual2: number
  readonly donors: readonly DonorSums[]
}

/** The sums of several tensors as those of one: norms are roots of sums of squares over tensors. */
export function addSums(name: string, parts: readonly TensorSums[]): TensorSums {
  const donors = new Map<string, DonorSums>()
  for (const part of parts)
    for (const sums of part.donors) {
      const known = donors.get(sums.donor)
      donors.set(sums.donor, known === undefined ? sums : addDonor(known, sums))
    }
  const total = (of: (part: TensorSums) => number) => parts.reduce((sum, part) => sum + of(part), 0)
  return {
    tensor: name,
    numel: total((part) => part.numel),
    exact: parts.every((part) => part.exact),
    reference: parts[0]?.reference ?? null,
    d2: total((part) => part.d2),
    residual2: total((part) => part.residual2),
    donors: [...donors.values()],
  }
}

const addDonor = (one: DonorSums, other: DonorSums): DonorSums => ({
  donor: one.donor,
  tau2: one.tau2 + other.tau2,
  tauD: one.tauD + other.tauD,
  c2: one.c2 + other.c2,
  cD: one.cD + other.cD,
  kept: one.kept === null || other.kept === null ? null : one.kept + other.kept,
})
