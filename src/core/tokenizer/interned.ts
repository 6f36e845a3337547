import type { Vocabulary } from './vocabulary.ts'

/** Several vocabularies with every distinct token numbered once, so that comparing them is integer work. */
export interface InternedVocabularies {
  /** Number of distinct tokens over all vocabularies. */
  readonly size: number
  /** The text of a distinct token. */
  token(key: number): string
  /** For each vocabulary, for each of its entries (ascending ids), the number of its token. */
  readonly keys: readonly Int32Array[]
  /** For each vocabulary, for each distinct token, its id there, or -1. */
  readonly ids: readonly Int32Array[]
}

/**
 * Numbers the distinct tokens of all vocabularies in order of appearance: the first vocabulary's by id, then
 * the tokens that the second adds, and so on.
 */
export function internVocabularies(vocabularies: readonly Vocabulary[]): InternedVocabularies {
  const total = vocabularies.reduce((sum, { size }) => sum + size, 0)
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, total * 1.5)))).fill(-1)
  const mask = slots.length - 1
  const owner: number[] = []
  const ownerEntry: number[] = []
  const keys: Int32Array[] = []
  for (const [at, vocabulary] of vocabularies.entries()) {
    const twin = vocabularies.findIndex(({ packed }) => packed === vocabulary.packed)
    keys.push(twin < at ? keys[twin]! : keysOf(vocabulary, at))
  }
  const ids = vocabularies.map((vocabulary, at) => {
    const mine = new Int32Array(owner.length).fill(-1)
    keys[at]!.forEach((key, entry) => {
      mine[key] = vocabulary.idAt(entry)
    })
    return mine
  })

  /** Donors of one family have the same token in the same place: one look there saves the look into the table. */
  function keysOf(vocabulary: Vocabulary, at: number): Int32Array {
    const first = vocabularies[0]!
    const mine = new Int32Array(vocabulary.size)
    for (let entry = 0; entry < mine.length; entry++) {
      const likely = at > 0 && entry < first.size && sameToken(first, entry, vocabulary, entry)
      mine[entry] = likely ? keys[0]![entry]! : keyOf(vocabulary, at, entry)
    }
    return mine
  }

  function keyOf(vocabulary: Vocabulary, at: number, entry: number): number {
    let slot = vocabulary.packed.hashes[entry]! & mask
    for (;;) {
      const key = slots[slot]!
      if (key < 0) {
        owner.push(at)
        ownerEntry.push(entry)
        slots[slot] = owner.length - 1
        return owner.length - 1
      }
      if (sameToken(vocabularies[owner[key]!]!, ownerEntry[key]!, vocabulary, entry)) return key
      slot = (slot + 1) & mask
    }
  }

  return {
    size: owner.length,
    token: (key) => vocabularies[owner[key]!]!.tokenAt(ownerEntry[key]!),
    keys,
    ids,
  }
}

function sameToken(left: Vocabulary, leftEntry: number, right: Vocabulary, rightEntry: number): boolean {
  const a = left.packed
  const b = right.packed
  if (a.hashes[leftEntry] !== b.hashes[rightEntry]) return false
  let i = leftEntry === 0 ? 0 : a.ends[leftEntry - 1]!
  let j = rightEntry === 0 ? 0 : b.ends[rightEntry - 1]!
  const length = a.ends[leftEntry]! - i
  if (b.ends[rightEntry]! - j !== length) return false
  for (const end = i + length; i < end; i++, j++) if (a.text[i] !== b.text[j]) return false
  return true
}
