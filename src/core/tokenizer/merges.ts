import { quote } from '../json/quote.ts'
import type { JsonScanner } from '../json/scanner.ts'
import type { VocabularyBuilder } from './vocabulary-builder.ts'

/** Tokens of several letters that a BPE model may well have without a merge: the names of the 256 bytes. */
export const bytesInAll = 256

export const noMerges = 'the BPE tokenizer has no merges: text would fall apart into bytes'

const space = 0x20
const decoder = new TextDecoder()

/**
 * Reads the merges of a BPE model, `["a b", …]` or `[["a", "b"], …]`, all of one kind. Fails where a part or what comes of
 * it is no token, which the library does not load.
 * @param prefix bytes that the second part begins with and the result lacks there
 */
export function readMerges(json: JsonScanner, builder: VocabularyBuilder, prefix: number): void {
  let kind: string | undefined
  json.enterArray()
  while (json.nextItem()) {
    const found = json.peek()
    const at = json.at
    kind ??= found
    if (found !== kind)
      json.fail(`${found === 'string' ? 'a text' : `an ${found}`} among merges of another kind`)
    const pair = found === 'string' ? splitPair(json) : readPair(json)
    if (pair) checkPair(json, builder, pair, prefix, at)
  }
}

type Pair = readonly [Uint8Array, Uint8Array]

function splitPair(json: JsonScanner): Pair | null {
  const at = json.at
  json.readString()
  const text = textOf(json)
  if (decoder.decode(text.subarray(0, 8)) === '#version') return null
  const end = text.indexOf(space)
  if (end < 0 || text.indexOf(space, end + 1) >= 0)
    return json.fail(`${quote(decoder.decode(text))}, which is no merge of two,`, at)
  return [text.subarray(0, end), text.subarray(end + 1)]
}

function readPair(json: JsonScanner): Pair {
  const at = json.at
  const parts: Uint8Array[] = []
  json.enterArray()
  while (json.nextItem()) {
    json.readString()
    parts.push(textOf(json))
  }
  const [first, second] = parts
  return first && second && parts.length === 2 ? [first, second] : json.fail('a merge that is not of two', at)
}

function textOf(json: JsonScanner): Uint8Array {
  const text = new Uint8Array(json.stringEnd - json.stringStart)
  return text.subarray(0, json.copyText(text, 0))
}

function checkPair(
  json: JsonScanner,
  builder: VocabularyBuilder,
  [first, second]: Pair,
  prefix: number,
  at: number,
): void {
  for (const parts of [[first], [second], [first, second.subarray(prefix)]])
    if (!builder.holds(parts))
      json.fail(
        `a merge with ${quote(parts.map((part) => decoder.decode(part)).join(''))}, which is no token,`,
        at,
      )
  if (second.length < prefix)
    json.fail(`a merge with ${quote(decoder.decode(second))}, which lacks the prefix,`, at)
}
