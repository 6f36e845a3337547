import { addGrams, type Gram } from './gram.ts'
import { addVocabulary, type VocabularySums } from './vocabulary-rows.ts'

/**
 * Sums of one donor in one or more tensors. Reference r is the base model, else the mean of the donors;
 * τ = donor − r; D = merged − r; c = what the donor adds to D. All of them add up over tensors.
 * A sum that is not finite (NaN or infinity in the weights) comes as null.
 */
export interface DonorSums {
  readonly donor: string
  /** ‖τ‖² */
  readonly tau2: number | null
  /** ⟨τ, D⟩ */
  readonly tauD: number | null
  /** ‖c‖² */
  readonly c2: number | null
  /** ⟨c, D⟩ */
  readonly cD: number | null
  /** Entries that sparsification left; null where the method does not sparsify. */
  readonly kept: number | null
  /** Σ of their squares, before any rescaling. */
  readonly kept2?: number | null
  /** Variance of c2 where it was measured on a sample. */
  readonly c2Variance?: number
  /** Entries of τ that are not zero and of the other sign than D; Σ|τ| over them; Σ|τ| over all. */
  readonly against?: number
  readonly lost?: number
  readonly mass?: number
  /** Elements that are NaN or infinite. */
  readonly nonFinite?: number
}

export interface TensorSums {
  readonly tensor: string
  readonly numel: number
  /** Contributions were measured inside the method; otherwise fitted by least squares. */
  readonly exact: boolean
  /** The model that τ is measured from; null: the mean of the donors. */
  readonly reference: string | null
  /** ‖D‖² */
  readonly d2: number | null
  /** ‖D − Σc‖² */
  readonly residual2: number | null
  readonly donors: readonly DonorSums[]
  /** ‖r‖² */
  readonly reference2?: number | null
  readonly gram?: Gram | null
  readonly vocabulary?: VocabularySums | null
  readonly coefficients?: readonly { readonly ref: string; readonly value: number }[] | null
}

/** The sums of several tensors as those of one: norms are roots of sums of squares over tensors. */
export function addSums(name: string, parts: readonly TensorSums[]): TensorSums {
  const donors = new Map<string, DonorSums>()
  for (const part of parts)
    for (const sums of part.donors) {
      const known = donors.get(sums.donor)
      donors.set(sums.donor, known === undefined ? sums : addDonor(known, sums))
    }
  const total = (of: (part: TensorSums) => number | null | undefined) =>
    parts.reduce<number | null>((sum, part) => plus(sum, of(part) ?? null), 0)
  return {
    tensor: name,
    numel: parts.reduce((sum, part) => sum + part.numel, 0),
    exact: parts.every((part) => part.exact),
    reference: parts[0]?.reference ?? null,
    d2: total((part) => part.d2),
    residual2: total((part) => part.residual2),
    reference2: total((part) => part.reference2),
    donors: [...donors.values()],
    gram: addGrams(parts.map(({ gram }) => gram ?? null)),
    vocabulary: addVocabulary(parts.map(({ vocabulary }) => vocabulary ?? null)),
  }
}

const plus = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other

const some = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0)

function addDonor(one: DonorSums, other: DonorSums): DonorSums {
  const optional = ['c2Variance', 'against', 'lost', 'mass', 'nonFinite'] as const
  const known = optional.flatMap((key) => {
    const sum = some(one[key], other[key])
    return sum === undefined ? [] : [[key, sum] as const]
  })
  return {
    donor: one.donor,
    tau2: plus(one.tau2, other.tau2),
    tauD: plus(one.tauD, other.tauD),
    c2: plus(one.c2, other.c2),
    cD: plus(one.cD, other.cD),
    kept: plus(one.kept, other.kept),
    kept2: plus(one.kept2 ?? null, other.kept2 ?? null),
    ...Object.fromEntries(known),
  }
}
