import { isUtf8 } from 'node:buffer'
import { JsonError } from './json-error.ts'
import { isDigit, numberEnd } from './number-end.ts'
import { copyStringBytes, hexAt, isShortEscape } from './string-bytes.ts'

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Pulls values out of JSON without building them: strict RFC 8259, every key seen (also a second one of the
 * same name), whole numbers exact, no recursion, and a limit on the depth. Costs no memory beyond the bytes.
 *
 * Every method throws JsonError where the text is not what the method expects.
 */
export class JsonScanner {
  readonly bytes: Uint8Array
  /** Where the string that was read last lies, its quotes excluded. */
  stringStart = 0
  stringEnd = 0
  at = 0
  #escaped = false
  #depth = 0
  readonly #maxDepth: number
  /** For each open object or array: 1 object, 0 array. */
  readonly #isObject: Uint8Array
  /** For each open object or array: whether an entry has been read. */
  readonly #hasEntry: Uint8Array

  constructor(bytes: Uint8Array, maxDepth = 64) {
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
      throw new JsonError('a byte order mark', 0)
    if (!isUtf8(bytes)) throw new JsonError('text that is not UTF-8, somewhere', 0)
    this.bytes = bytes
    this.#maxDepth = maxDepth
    this.#isObject = new Uint8Array(maxDepth + 1)
    this.#hasEntry = new Uint8Array(maxDepth + 1)
  }

  fail(reason: string, offset = this.at): never {
    throw new JsonError(reason, offset)
  }

  /** The kind of the next value. */
  peek(): JsonKind {
    this.#space()
    const byte = this.bytes[this.at]
    switch (byte) {
      case 0x7b:
        return 'object'
      case 0x5b:
        return 'array'
      case 0x22:
        return 'string'
      case 0x74:
      case 0x66:
        return 'boolean'
      case 0x6e:
        return 'null'
    }
    if (byte === 0x2d || isDigit(byte)) return 'number'
    return this.fail(byte === undefined ? 'text that ends too early' : 'no JSON value')
  }

  enterObject(): void {
    this.#enter('object', 1)
  }

  enterArray(): void {
    this.#enter('array', 0)
  }

  /** Reads the next key of the object (see `text`); false, and the object is left, when there is none. */
  nextKey(): boolean {
    if (!this.#nextEntry(0x7d)) return false
    this.#space()
    if (this.bytes[this.at] !== 0x22) this.fail('a key that is not a string')
    this.#scanString()
    this.#space()
    if (this.bytes[this.at] !== 0x3a) this.fail('no “:” after a key')
    this.at++
    return true
  }

  /** Whether the array has another item; the array is left when it has none. */
  nextItem(): boolean {
    return this.#nextEntry(0x5d)
  }

  /** Reads a string without decoding it; see `text` and `copyText`. */
  readString(): void {
    if (this.peek() !== 'string') this.fail(`${this.#found()} where a string belongs`)
    this.#scanString()
  }

  string(): string {
    this.readString()
    return this.text()
  }

  /** The text of the string or key that was read last. */
  text(): string {
    if (!this.#escaped) return decoder.decode(this.bytes.subarray(this.stringStart, this.stringEnd))
    const target = new Uint8Array(this.stringEnd - this.stringStart)
    return decoder.decode(target.subarray(0, this.copyText(target, 0)))
  }

  /** Whether the string that was read last is this ASCII text. */
  textIs(text: string): boolean {
    return this.#escaped || this.stringEnd - this.stringStart === text.length ? this.text() === text : false
  }

  /** Writes the string that was read last as UTF-8; returns where it ends. */
  copyText(target: Uint8Array, to: number): number {
    const { bytes, stringStart, stringEnd } = this
    if (this.#escaped) return copyStringBytes(bytes, stringStart, stringEnd, target, to)
    let out = to
    for (let at = stringStart; at < stringEnd; at++) target[out++] = bytes[at]!
    return out
  }

  /** A whole number from 0 to `max` (at most 2^53 - 1), written as digits only; exact or refused. */
  wholeNumber(max = Number.MAX_SAFE_INTEGER): number {
    if (this.peek() !== 'number') this.fail(`${this.#found()} where a whole number belongs`)
    const { bytes } = this
    const start = this.at
    let value = 0
    while (isDigit(bytes[this.at])) value = value * 10 + (bytes[this.at++]! - 0x30)
    const digits = this.at - start
    const next = bytes[this.at]
    const plain = digits > 0 && next !== 0x2e && next !== 0x65 && next !== 0x45
    if (plain && (digits === 1 || bytes[start] !== 0x30) && digits <= 16 && value <= max) return value
    this.at = numberEnd(bytes, start)
    const raw = this.#slice(start, Math.min(this.at, start + 40))
    if (!plain) this.fail(`${raw} where a whole number of at least 0 belongs`, start)
    return this.fail(`${raw}, which is more than ${max}`, start)
  }

  boolean(): boolean {
    if (this.peek() !== 'boolean') this.fail(`${this.#found()} where true or false belongs`)
    const value = this.bytes[this.at] === 0x74
    this.#word(value ? 'true' : 'false')
    return value
  }

  /** Passes over one value of any kind, its grammar checked. */
  skip(): void {
    const bottom = this.#depth
    this.#skipOne()
    while (this.#depth > bottom) {
      if (this.#isObject[this.#depth] === 1 ? this.nextKey() : this.nextItem()) this.#skipOne()
    }
  }

  /** Checks that nothing but white space is left. */
  end(): void {
    this.#space()
    if (this.at < this.bytes.length) this.fail('something behind the end')
  }

  #found(): string {
    const kind = this.peek()
    return kind === 'null' ? kind : `${/^[ao]/.test(kind) ? 'an' : 'a'} ${kind}`
  }

  #skipOne(): void {
    const kind = this.peek()
    if (kind === 'object') this.enterObject()
    else if (kind === 'array') this.enterArray()
    else if (kind === 'string') this.#scanString()
    else if (kind === 'number') this.at = numberEnd(this.bytes, this.at)
    else if (kind === 'boolean') this.boolean()
    else this.#word('null')
  }

  #enter(kind: 'object' | 'array', isObject: 0 | 1): void {
    if (this.peek() !== kind) this.fail(`${this.#found()} where an ${kind} belongs`)
    if (this.#depth === this.#maxDepth) this.fail(`more than ${this.#maxDepth} levels of nesting`)
    this.at++
    this.#depth++
    this.#isObject[this.#depth] = isObject
    this.#hasEntry[this.#depth] = 0
  }

  #nextEntry(closing: number): boolean {
    this.#space()
    const byte = this.bytes[this.at]
    if (byte === closing) {
      this.at++
      this.#depth--
      return false
    }
    if (this.#hasEntry[this.#depth] === 1) {
      if (byte !== 0x2c) this.fail(byte === undefined ? 'text that ends too early' : 'no “,” between entries')
      this.at++
    }
    this.#hasEntry[this.#depth] = 1
    return true
  }

  #space(): void {
    const { bytes } = this
    for (;;) {
      const byte = bytes[this.at]
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return
      this.at++
    }
  }

  #scanString(): void {
    const { bytes } = this
    let at = this.at + 1
    this.stringStart = at
    this.#escaped = false
    for (;;) {
      const byte = bytes[at]
      if (byte === 0x22) break
      if (byte === undefined) this.fail('a string without end', this.stringStart - 1)
      if (byte < 0x20) this.fail('a control character in a string', at)
      at = byte === 0x5c ? this.#scanEscape(at) : at + 1
    }
    this.stringEnd = at
    this.at = at + 1
  }

  /** Returns where the escape at `at` ends. */
  #scanEscape(at: number): number {
    this.#escaped = true
    const { bytes } = this
    if (isShortEscape(bytes[at + 1] ?? 0)) return at + 2
    if (bytes[at + 1] !== 0x75) this.fail('an unknown escape in a string', at)
    const code = hexAt(bytes, at + 2)
    if (code < 0) this.fail('an unknown escape in a string', at)
    if (code < 0xd800 || code > 0xdfff) return at + 6
    const low = bytes[at + 6] === 0x5c && bytes[at + 7] === 0x75 ? hexAt(bytes, at + 8) : -1
    if (code > 0xdbff || low < 0xdc00 || low > 0xdfff) this.fail('half a surrogate pair in a string', at)
    return at + 12
  }

  #word(word: string): void {
    for (let i = 0; i < word.length; i++)
      if (this.bytes[this.at + i] !== word.charCodeAt(i)) this.fail('no JSON value')
    this.at += word.length
  }

  #slice(start: number, end: number): string {
    return decoder.decode(this.bytes.subarray(start, end))
  }
}
