import { hashBytes, type PackedVocabulary } from './vocabulary.ts'

const encoder = new TextEncoder()
const smallest = 1 << 12

/** Collects tokens as UTF-8, without a string or an object for any of them. */
export class VocabularyBuilder {
  /** How many bytes of `reserve`'s buffer are taken: where the next token's text goes. */
  used = 0
  size = 0
  #text = new Uint8Array(smallest * 8)
  #ends = new Uint32Array(smallest)
  #ids = new Uint32Array(smallest)
  #hashes = new Uint32Array(smallest)
  #added = new Uint8Array(smallest)
  /** Open addressing: entry + 1, 0 is free. */
  #slots = new Int32Array(smallest * 2)

  /** A buffer with room for `length` bytes from `used` on. Write the text there, then `put`. */
  reserve(length: number): Uint8Array {
    if (this.used + length > this.#text.length) this.#text = grown(this.#text, this.used + length)
    return this.#text
  }

  /** The entry of the text that lies from `used` to `end`; a new one unless the text is known already. */
  put(end: number): number {
    const hash = hashBytes(this.#text, this.used, end)
    const slot = this.#slotOf(hash, end)
    const known = this.#slots[slot]!
    if (known > 0) return known - 1
    const entry = this.size
    if (entry === this.#ids.length) this.#grow()
    this.#hashes[entry] = hash
    this.#ends[entry] = end
    this.used = end
    this.size = entry + 1
    this.#slots[slot] = this.size
    if (this.size * 2 > this.#slots.length) this.#rehash()
    return entry
  }

  /** As `put`, for a text at hand. */
  putText(text: string): number {
    const target = this.reserve(text.length * 3)
    return this.put(this.used + encoder.encodeInto(text, target.subarray(this.used)).written)
  }

  /** Whether the text that bytes from `start` up to `end` make, less those from `gap` up to `after`, is one of the tokens. */
  holds(bytes: Uint8Array, start: number, end: number, gap = end, after = end): boolean {
    const target = this.reserve(end - start)
    let to = this.used
    for (let at = start; at < gap; at++) target[to++] = bytes[at]!
    for (let at = after; at < end; at++) target[to++] = bytes[at]!
    return this.#slots[this.#slotOf(hashBytes(target, this.used, to), to)]! > 0
  }

  setId(entry: number, id: number): void {
    this.#ids[entry] = id
  }

  idOf(entry: number): number {
    return this.#ids[entry]!
  }

  /** isNew: the model itself lacks the token. */
  markAdded(entry: number, isNew: boolean): void {
    this.#added[entry] ||= isNew ? 1 : 2
  }

  build(): PackedVocabulary {
    return this.#isSorted() ? this.#slice() : this.#sorted()
  }

  #isSorted(): boolean {
    for (let entry = 1; entry < this.size; entry++)
      if (this.#ids[entry]! < this.#ids[entry - 1]!) return false
    return true
  }

  #slice(): PackedVocabulary {
    return {
      text: this.#text.slice(0, this.used),
      ends: this.#ends.slice(0, this.size),
      ids: this.#ids.slice(0, this.size),
      hashes: this.#hashes.slice(0, this.size),
      added: this.#added.slice(0, this.size),
    }
  }

  #sorted(): PackedVocabulary {
    const ids = this.#ids
    const order = Uint32Array.from({ length: this.size }, (_, entry) => entry)
    order.sort((a, b) => ids[a]! - ids[b]! || a - b)
    const packed: PackedVocabulary = {
      text: new Uint8Array(this.used),
      ends: new Uint32Array(this.size),
      ids: order.map((entry) => ids[entry]!),
      hashes: order.map((entry) => this.#hashes[entry]!),
      added: Uint8Array.from(order, (entry) => this.#added[entry]!),
    }
    let at = 0
    order.forEach((entry, index) => {
      const text = this.#text.subarray(this.#startOf(entry), this.#ends[entry]!)
      packed.text.set(text, at)
      at += text.length
      packed.ends[index] = at
    })
    return packed
  }

  #startOf(entry: number): number {
    return entry === 0 ? 0 : this.#ends[entry - 1]!
  }

  /** Where the text from `used` to `end` stands in the table, or the free place for it. */
  #slotOf(hash: number, end: number): number {
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (;;) {
      const known = this.#slots[slot]!
      if (known === 0 || (this.#hashes[known - 1] === hash && this.#same(known - 1, end))) return slot
      slot = (slot + 1) & mask
    }
  }

  #same(entry: number, end: number): boolean {
    let at = this.#startOf(entry)
    if (this.#ends[entry]! - at !== end - this.used) return false
    for (let mine = this.used; mine < end; mine++, at++) if (this.#text[mine] !== this.#text[at]) return false
    return true
  }

  #grow(): void {
    const room = this.#ids.length * 2
    this.#ends = grown(this.#ends, room)
    this.#ids = grown(this.#ids, room)
    this.#hashes = grown(this.#hashes, room)
    this.#added = grown(this.#added, room)
  }

  #rehash(): void {
    const mask = this.#slots.length * 2 - 1
    this.#slots = new Int32Array(mask + 1)
    for (let entry = 0; entry < this.size; entry++) {
      let slot = this.#hashes[entry]! & mask
      while (this.#slots[slot]! > 0) slot = (slot + 1) & mask
      this.#slots[slot] = entry + 1
    }
  }
}

function grown<Numbers extends Uint8Array | Uint32Array>(numbers: Numbers, atLeast: number): Numbers {
  const Kind = numbers.constructor as new (length: number) => Numbers
  const larger = new Kind(Math.max(numbers.length * 2, atLeast))
  larger.set(numbers)
  return larger
}
