import { JsonError, TakenJsonError } from '../json/json-error.ts'
import { quote } from '../json/quote.ts'
import type { JsonScanner } from '../json/scanner.ts'
import type { VocabularyBuilder } from './vocabulary-builder.ts'

/** The largest id that a tensor's row can sensibly have. mergekit would make a table as long as the largest id. */
export const maxTokenId = 2 ** 31 - 1

/** Reads an id that a tensor may have a row for; the library takes larger ones. */
export function tokenId(json: JsonScanner): number {
  json.peek()
  const start = json.at
  const id = json.wholeNumber()
  if (id <= maxTokenId) return id
  throw new TakenJsonError(`${id}, which is more than ${maxTokenId}`, start)
}

/** Reads `{"token": id, …}` (BPE, WordPiece, WordLevel). Returns how many tokens stand there twice. */
export function parseVocabObject(json: JsonScanner, builder: VocabularyBuilder): number {
  let keys = 0
  json.enterObject()
  while (json.nextKey()) {
    keys++
    const entry = putString(json, builder)
    try {
      builder.setId(entry, tokenId(json))
    } catch (error) {
      if (!(error instanceof JsonError)) throw error
      const Kind = error instanceof TakenJsonError ? TakenJsonError : JsonError
      throw new Kind(`${error.reason}, as the id of the token ${quote(json.text())},`, error.offset)
    }
  }
  return keys - builder.size
}

/** Reads `[["piece", score], …]` (Unigram), where the place is the id. Returns the number of places. */
export function parseVocabArray(json: JsonScanner, builder: VocabularyBuilder): number {
  let id = 0
  json.enterArray()
  while (json.nextItem()) {
    json.enterArray()
    if (!json.nextItem()) json.fail(`an empty piece at id ${id}`)
    json.readString()
    builder.setId(putString(json, builder), id++)
    if (!json.nextItem()) json.fail(`a piece without a score at id ${id - 1}`)
    if (json.peek() !== 'number') json.fail(`a score that is not a number at id ${id - 1}`)
    json.skip()
    if (json.nextItem()) json.fail(`a piece with more than a score at id ${id - 1}`)
  }
  return id
}

function putString(json: JsonScanner, builder: VocabularyBuilder): number {
  const target = builder.reserve(json.stringEnd - json.stringStart)
  return builder.put(json.copyText(target, builder.used))
}
