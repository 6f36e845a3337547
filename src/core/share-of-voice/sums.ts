import type { DonorSums, TensorSums } from '../bridge/sums.ts'
import { addGrams } from './gram.ts'
import { addVocabulary } from './vocabulary-rows.ts'

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
  const gram = addGrams(parts.flatMap(({ gram }) => gram ?? []))
  const vocabulary = addVocabulary(parts.flatMap(({ vocabulary }) => vocabulary ?? []))
  return {
    tensor: name,
    numel: parts.reduce((sum, part) => sum + part.numel, 0),
    exact: parts.every((part) => part.exact),
    reference: parts[0]?.reference ?? null,
    d2: total((part) => part.d2),
    residual2: total((part) => part.residual2),
    reference2: total((part) => part.reference2),
    donors: [...donors.values()],
    ...(gram && { gram }),
    ...(vocabulary && { vocabulary }),
  }
}

const plus = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other

type Figure = number | null | undefined

const some = (one: Figure, other: Figure): number | undefined =>
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
