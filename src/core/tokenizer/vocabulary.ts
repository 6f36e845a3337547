/** A vocabulary as plain arrays, which can be handed from thread to thread without a copy. */
export interface PackedVocabulary {
  /** UTF-8 of all tokens, one behind the other, in ascending order of their ids. */
  readonly text: Uint8Array<ArrayBuffer>
  /** Where the text of entry i ends. */
  readonly ends: Uint32Array<ArrayBuffer>
  /** Ascending. */
  readonly ids: Uint32Array<ArrayBuffer>
  /** 32-bit FNV-1a of the text of entry i. */
  readonly hashes: Uint32Array<ArrayBuffer>
  /** 0: one of the model's own, 1: an added token, 2: an added token that the model has too. */
  readonly added: Uint8Array<ArrayBuffer>
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/** The tokens of one donor: distinct texts, each with its id, in ascending order of the ids. */
export class Vocabulary {
  readonly packed: PackedVocabulary

  constructor(packed: PackedVocabulary) {
    this.packed = packed
  }

  /** Number of tokens. */
  get size(): number {
    return this.packed.ids.length
  }

  /** The largest id; -1 when there is no token. */
  get maxId(): number {
    return this.packed.ids.at(-1) ?? -1
  }

  idAt(entry: number): number {
    return this.packed.ids[entry]!
  }

  tokenAt(entry: number): string {
    const { text, ends } = this.packed
    return decoder.decode(text.subarray(entry === 0 ? 0 : ends[entry - 1]!, ends[entry]!))
  }

  isAdded(entry: number): boolean {
    return this.packed.added[entry] !== 0
  }

  /** Whether the token is an added one that the model itself lacks. */
  isOnlyAdded(entry: number): boolean {
    return this.packed.added[entry] === 1
  }

  /** The first entry whose id is at least `id`; `size` when there is none. Entries from there on are ghosts of a tensor with `id` rows. */
  firstEntryFrom(id: number): number {
    const { ids } = this.packed
    let low = 0
    let high = ids.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (ids[middle]! < id) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The token of this id, null when the id is a hole. */
  tokenOf(id: number): string | null {
    const entry = this.firstEntryFrom(id)
    return entry < this.size && this.idAt(entry) === id ? this.tokenAt(entry) : null
  }

  /** The id of this token, null when the vocabulary lacks it. */
  idOf(token: string): number | null {
    const entry = this.entryOf(token)
    return entry === null ? null : this.idAt(entry)
  }

  /** The entry of this token, null when the vocabulary lacks it. Takes microseconds; for many see `internVocabularies`. */
  entryOf(token: string): number | null {
    const { hashes } = this.packed
    const hash = hashBytes(encoder.encode(token))
    for (let entry = hashes.indexOf(hash); entry >= 0; entry = hashes.indexOf(hash, entry + 1))
      if (this.tokenAt(entry) === token) return entry
    return null
  }
}

/** 32-bit FNV-1a. */
export function hashBytes(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return hash >>> 0
}

/** Builds a vocabulary from tokens and ids; for tests and small sets. Throws nothing; keeps the order of equal ids. */
export function vocabularyFromEntries(
  entries: Iterable<readonly [token: string, id: number, added?: boolean]>,
): Vocabulary {
  const sorted = [...entries].sort((a, b) => a[1] - b[1])
  const texts = sorted.map(([token]) => encoder.encode(token))
  const packed: PackedVocabulary = {
    text: new Uint8Array(texts.reduce((sum, text) => sum + text.length, 0)),
    ends: new Uint32Array(sorted.length),
    ids: Uint32Array.from(sorted, ([, id]) => id),
    hashes: Uint32Array.from(texts, (text) => hashBytes(text)),
    added: Uint8Array.from(sorted, ([, , added]) => (added ? 1 : 0)),
  }
  let at = 0
  texts.forEach((text, entry) => {
    packed.text.set(text, at)
    at += text.length
    packed.ends[entry] = at
  })
  return new Vocabulary(packed)
}
