import { quotedToken } from '../text/token-text.ts'
import type { Vocabulary } from '../tokenizer/vocabulary.ts'
import type { StockError } from './stock-types.ts'

/** The vocabulary that the output starts from, and what becomes of it. */
export interface Start {
  readonly vocabulary: Vocabulary
  /** `BPE`, `Unigram` … */
  readonly model: string | null
  /** Whether the output has the token of an entry. */
  readonly kept: (entry: number) => boolean
  /** How many tokens are added to it. */
  readonly added: number
}

/**
 * The largest id of the patch's output and one: its rows before padding. Ordinary tokens keep their ids. Where
 * one is dropped, the library numbers the added tokens again, from the number of ordinary ones on, unless these
 * numbers are taken. What is new comes behind the largest id. An error where two tokens share an id, and where a
 * Unigram model, which numbers by place, would lose a token from its middle.
 */
export function outputSpan({ vocabulary, model, kept, added }: Start): number | StockError {
  let dropped = 0
  for (let entry = 0; entry < vocabulary.size; entry++) if (!kept(entry)) dropped += 1
  const stuck = dropped > 0 && model === 'Unigram' ? stuckPiece(vocabulary, kept) : null
  if (stuck !== null) {
    const why = 'has no row in any donor, but is in the middle of a Unigram vocabulary'
    return refusal(`Token ${quotedToken(stuck)} ${why}`, [stuck])
  }
  const ids = dropped > 0 ? renumbered(vocabulary, kept) : vocabulary.packed.ids
  let largest = -1
  for (const id of ids) if (id > largest) largest = id
  const shared = sharing(vocabulary, ids)
  if (shared.length > 0)
    return refusal(
      `Tokens of the output tokenizer share an ID: ${shared.map(quotedToken).join(', ')}`,
      shared,
    )
  const span = largest + 1 + added
  return span > 0 ? span : refusal('No token of the output has a row in any donor')
}

const refusal = (message: string, tokens: readonly string[] = []): StockError => ({
  type: 'VocabularyError',
  message,
  donor: null,
  tokens,
})

/** The first dropped piece, where a kept one stands behind it. */
function stuckPiece(vocabulary: Vocabulary, kept: (entry: number) => boolean): string | null {
  let first: number | null = null
  for (let entry = 0; entry < vocabulary.size; entry++) {
    if (vocabulary.isOnlyAdded(entry)) continue
    if (!kept(entry)) first ??= entry
    else if (first !== null) return vocabulary.tokenAt(first)
  }
  return null
}

/** For each entry its id in the output, or -1. */
function renumbered(vocabulary: Vocabulary, kept: (entry: number) => boolean): Int32Array {
  const ids = new Int32Array(vocabulary.size).fill(-1)
  let next = 0
  let added = 0
  for (let entry = 0; entry < ids.length; entry++) {
    if (!kept(entry)) continue
    if (vocabulary.isOnlyAdded(entry)) {
      added += 1
      continue
    }
    ids[entry] = vocabulary.idAt(entry)
    next += 1
  }
  const areTaken = ids.some((id) => id >= next && id < next + added)
  for (let entry = 0; entry < ids.length; entry++)
    if (kept(entry) && vocabulary.isOnlyAdded(entry)) ids[entry] = areTaken ? vocabulary.idAt(entry) : next++
  return ids
}

/** All tokens whose id another one has too. Ids may lie far apart. */
function sharing(vocabulary: Vocabulary, ids: Uint32Array | Int32Array): readonly string[] {
  const seen = new Set<number>()
  const shared = new Set<number>()
  for (const id of ids) if (id >= 0 && seen.size === seen.add(id).size) shared.add(id)
  if (shared.size === 0) return []
  return [...ids.entries()].flatMap(([entry, id]) => (shared.has(id) ? [vocabulary.tokenAt(entry)] : []))
}
