import { rowKinds, type VocabularySums } from '../bridge/sums.ts'
import { largestOf } from '../many.ts'

export type RowKind = (typeof rowKinds)[number]
type DonorRows = VocabularySums['donors'][number]

/**
 * Sums over vocabulary tensors. Rows are counted in the largest tensor of each donor only: the same tokens
 * stand in the embeddings and in the head.
 */
export function addVocabulary(known: readonly VocabularySums[]): VocabularySums | null {
  const [first] = known
  if (!first) return null
  const refs = [...new Set(known.flatMap((part) => part.refs))]
  const donors = refs.map((ref): DonorRows => {
    const own = known.flatMap((part) =>
      part.donors.filter((donor) => donor.ref === ref).map((donor) => ({ part, donor })),
    )
    const of = <Value>(value: (kind: RowKind) => Value) =>
      Object.fromEntries(rowKinds.map((kind) => [kind, value(kind)])) as Record<RowKind, Value>
    return {
      ref,
      rows: of((kind) =>
        largestOf(
          own.map(({ donor }) => donor.rows[kind]),
          0,
        ),
      ),
      c2: of((kind) =>
        refs.map((other) =>
          own.reduce((sum, { part, donor }) => sum + (donor.c2[kind][part.refs.indexOf(other)] ?? 0), 0),
        ),
      ),
    }
  })
  return { refs, donors }
}

/** One donor's rows by kind with its share of voice in them; null where nobody speaks there. */
export function vocabularyOf(sums: VocabularySums, ref: string) {
  const donorSums = sums.donors.find((donor) => donor.ref === ref)
  if (!donorSums) return undefined
  const own = sums.refs.indexOf(ref)
  const entry = (kind: RowKind) => {
    const loudness = donorSums.c2[kind].map((value) => Math.sqrt(value ?? 0))
    const total = loudness.reduce((sum, value) => sum + value, 0)
    return { rows: donorSums.rows[kind], share: total > 0 ? (loudness[own] ?? 0) / total : null }
  }
  return { held: entry('held'), ghost: entry('ghost'), absent: entry('absent') }
}
