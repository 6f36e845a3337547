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

const plus = (first: number | null, second: number | null): number | null =>
  first === null || second === null ? null : first + second

type Figure = number | null | undefined

const some = (first: Figure, second: Figure): number | undefined =>
  first === undefined && second === undefined ? undefined : (first ?? 0) + (second ?? 0)

function addDonor(first: DonorSums, second: DonorSums): DonorSums {
  const optional = ['c2Variance', 'against', 'lost', 'mass', 'nonFinite'] as const
  const known = optional.flatMap((key) => {
    const sum = some(first[key], second[key])
    return sum === undefined ? [] : [[key, sum] as const]
  })
  return {
    donor: first.donor,
    tau2: plus(first.tau2, second.tau2),
    tauD: plus(first.tauD, second.tauD),
    c2: plus(first.c2, second.c2),
    cD: plus(first.cD, second.cD),
    kept: plus(first.kept, second.kept),
    kept2: plus(first.kept2 ?? null, second.kept2 ?? null),
    ...Object.fromEntries(known),
  }
}
