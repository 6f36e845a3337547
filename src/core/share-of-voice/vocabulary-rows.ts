import { largestOf } from '../many.ts'
/** Kinds of rows for one donor: held, ghosts (listed, not held), absent (not known). */
export const rowKinds = ['held', 'ghost', 'absent'] as const
export type RowKind = (typeof rowKinds)[number]

/** For one donor: how many output rows are of each kind, and ‖c‖² of every donor over these rows. */
interface DonorRows {
  readonly ref: string
  readonly rows: Readonly<Record<RowKind, number>>
  /** By kind; the order is that of `refs`. */
  readonly c2: Readonly<Record<RowKind, readonly (number | null)[]>>
}

export interface VocabularySums {
  readonly refs: readonly string[]
  readonly donors: readonly DonorRows[]
}

/**
 * Sums over vocabulary tensors. Rows are counted in the largest tensor of each donor only: the same tokens
 * stand in the embeddings and in the head.
 */
export function addVocabulary(parts: readonly (VocabularySums | null)[]): VocabularySums | null {
  const known = parts.filter((part) => part !== null)
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
  const found = sums.donors.find((donor) => donor.ref === ref)
  if (!found) return undefined
  const own = sums.refs.indexOf(ref)
  const entry = (kind: RowKind) => {
    const loudness = found.c2[kind].map((value) => Math.sqrt(value ?? 0))
    const total = loudness.reduce((sum, value) => sum + value, 0)
    return { rows: found.rows[kind], share: total > 0 ? (loudness[own] ?? 0) / total : null }
  }
  return { held: entry('held'), ghost: entry('ghost'), absent: entry('absent') }
}
