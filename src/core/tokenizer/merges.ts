import { quote } from '../json/quote.ts'
import type { JsonScanner } from '../json/scanner.ts'
import type { VocabularyBuilder } from './vocabulary-builder.ts'

/** Tokens of several letters that a BPE model may well have without a merge: the names of the 256 bytes. */
export const bytesInAll = 256

export const noMerges = 'the BPE tokenizer has no merges: text would fall apart into bytes'

const [space, hash] = [0x20, 0x23]
const decoder = new TextDecoder()

/**
 * Reads the merges of a BPE model, `["a b", …]` or `[["a", "b"], …]`, all of one kind. Fails where a part or what comes of
 * it is no token, which the library does not load.
 * @param prefix bytes that the second part begins with and the result lacks there
 */
export function readMerges(json: JsonScanner, builder: VocabularyBuilder, prefix: number): void {
  let kind: string | undefined
  const pair = new Pair()
  json.enterArray()
  while (json.nextItem()) {
    const next = json.peek()
    const at = json.at
    kind ??= next
    if (next !== kind)
      json.fail(`${next === 'string' ? 'a text' : `an ${next}`} among merges of another kind`)
    if (next !== 'string') pair.read(json)
    else if (!pair.split(json)) continue
    pair.check(json, builder, prefix, at)
  }
}

/** The two parts of a merge, one behind the other in bytes that each merge is read into: there are hundreds of thousands. */
class Pair {
  #bytes = new Uint8Array(256)
  /** Where the first part ends, and the second begins and ends. */
  #first = 0
  #second = 0
  #end = 0

  /** Of `["a", "b"]`. */
  read(json: JsonScanner): void {
    const at = json.at
    let count = 0
    this.#end = 0
    json.enterArray()
    while (json.nextItem()) {
      json.readString()
      this.#first = this.#second = this.#end
      this.#append(json)
      count += 1
    }
    if (count !== 2) json.fail('a merge that is not of two', at)
  }

  /** Of `"a b"`; false where it is the line that tells the version. */
  split(json: JsonScanner): boolean {
    const at = json.at
    this.#end = 0
    json.readString()
    this.#append(json)
    const text = this.#bytes.subarray(0, this.#end)
    if (text[0] === hash && decoder.decode(text.subarray(0, 8)) === '#version') return false
    this.#first = text.indexOf(space)
    this.#second = this.#first + 1
    if (this.#first < 0 || text.indexOf(space, this.#second) >= 0)
      json.fail(`${quote(decoder.decode(text))}, which is no merge of two,`, at)
    return true
  }

  check(json: JsonScanner, builder: VocabularyBuilder, prefix: number, at: number): void {
    const [first, second, end] = [this.#first, this.#second, this.#end]
    const after = Math.min(second + prefix, end)
    if (!builder.holds(this.#bytes, 0, first)) this.#noToken(json, at, this.#bytes.slice(0, first))
    if (!builder.holds(this.#bytes, second, end)) this.#noToken(json, at, this.#bytes.slice(second, end))
    if (!builder.holds(this.#bytes, 0, end, first, after)) {
      const whole = this.#bytes.slice(0, end)
      whole.copyWithin(first, after, end)
      this.#noToken(json, at, whole.subarray(0, first + end - after))
    }
    if (end - second < prefix)
      json.fail(
        `a merge with ${quote(decoder.decode(this.#bytes.subarray(second, end)))}, which lacks the prefix,`,
        at,
      )
  }

  #noToken(json: JsonScanner, at: number, text: Uint8Array): never {
    return json.fail(`a merge with ${quote(decoder.decode(text))}, which is no token,`, at)
  }

  #append(json: JsonScanner): void {
    const room = this.#end + json.stringEnd - json.stringStart
    if (room > this.#bytes.length) {
      const larger = new Uint8Array(2 * room)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#end = json.copyText(this.#bytes, this.#end)
  }
}
