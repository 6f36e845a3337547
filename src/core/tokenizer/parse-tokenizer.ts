import { TakenJsonError } from '../json/json-error.ts'
import { quote } from '../json/quote.ts'
import { JsonScanner } from '../json/scanner.ts'
import { counted } from '../text/units.ts'
import { type AddedToken, addTokens, describeDiffering } from './added-tokens.ts'
import { checkFields, checkStep, checkVersion, isStep, type ModelFields, readField } from './library-rules.ts'
import { bytesInAll, noMerges, readMerges } from './merges.ts'
import { parseVocabArray, parseVocabObject, tokenId } from './parse-vocab.ts'
import { type PackedVocabulary, Vocabulary } from './vocabulary.ts'
import { VocabularyBuilder } from './vocabulary-builder.ts'

/** What one tokenizer.json tells; plain data, which can be handed from thread to thread. */
export interface ParsedTokenizer {
  /** BPE, Unigram, WordPiece, WordLevel. */
  readonly model: string
  readonly vocabulary: PackedVocabulary
  /** Whether the file has the key `added_tokens`; transformers cannot do without in some cases. */
  readonly hasAddedTokens: boolean
  /** What is odd: whole sentences without the name of the file. */
  readonly notes: readonly string[]
}

/** The tokenizers library reads no deeper either. */
const maxDepth = 128
const modelTypes = ['BPE', 'Unigram', 'WordPiece', 'WordLevel']

/**
 * Reads the vocabulary of a tokenizer.json as transformers sees it after loading: the model's tokens, the
 * file's added tokens, then `extra` ones (from tokenizer_config.json and the like). Of merges, normalizers and
 * the rest it is checked whether the library loads them, as far as that takes no library.
 *
 * Throws JsonError where the tokenizers library cannot load it, and for ids that are shared by two
 * tokens or 2^31 and more, which it takes.
 */
export function parseTokenizer(bytes: Uint8Array, extra: readonly AddedToken[]): ParsedTokenizer {
  const json = new JsonScanner(bytes, maxDepth)
  const notes: string[] = []
  let added: AddedToken[] | undefined
  let model: TokenizerModel | undefined
  json.enterObject()
  while (json.nextKey()) {
    if (json.textIs('model')) model = parseModel(json)
    else if (json.textIs('added_tokens')) added = parseAddedTokens(json)
    else if (json.textIs('version')) checkVersion(json)
    else {
      const key = json.text()
      if (isStep(key)) checkStep(json, key)
      else json.skip()
    }
  }
  json.end()
  if (!model) return json.fail('no model', bytes.length)
  const { builder, type, size, repeated, lacksMerges } = model
  refuseSharedIds(builder)
  if (!added) notes.push('it has no key added_tokens, without which stock transformers may fail (KeyError)')
  if (repeated > 0) notes.push(`its vocabulary repeats ${counted(repeated, 'token')}; the last id counts`)
  if (lacksMerges && hasLongTokens(new Vocabulary(builder.build()))) notes.push(noMerges)
  const differing = describeDiffering(addTokens(builder, size, [added ?? [], extra]))
  if (differing) notes.push(differing)
  return { model: type, vocabulary: builder.build(), hasAddedTokens: added !== undefined, notes }
}

interface TokenizerModel {
  readonly builder: VocabularyBuilder
  readonly type: string
  /** The model's number of tokens as the library counts it: places of an array, distinct keys of an object. */
  readonly size: number
  readonly repeated: number
  /** BPE, and its list of merges is empty. */
  readonly lacksMerges: boolean
}

function parseModel(json: JsonScanner): TokenizerModel {
  const builder = new VocabularyBuilder()
  let type: string | undefined
  let isArray: boolean | undefined
  let entries = 0
  let hasMerges = false
  let merges = 0
  let mergesAt = 0
  const fields: ModelFields = new Map()
  json.enterObject()
  while (json.nextKey()) {
    if (json.textIs('type')) type = parseType(json)
    else if (json.textIs('vocab')) {
      if (isArray !== undefined) json.fail('a second vocab')
      isArray = json.peek() === 'array'
      entries = isArray ? parseVocabArray(json, builder) : parseVocabObject(json, builder) + builder.size
    } else {
      const isMerges = json.textIs('merges')
      if (isMerges) hasMerges = true
      if (isMerges && json.peek() === 'array') {
        mergesAt = json.at
        merges = skipItems(json)
      } else readField(json, fields)
    }
  }
  if (isArray === undefined) json.fail('no vocab in the model')
  const inferred = isArray ? 'Unigram' : hasMerges ? 'BPE' : 'WordPiece'
  if (type !== undefined && isArray !== (type === 'Unigram'))
    json.fail(`a vocab of the wrong kind for a ${type} model`)
  if (type === 'BPE' && !hasMerges) json.fail('no merges in the BPE model')
  if (type === 'BPE' && mergesAt === 0) json.fail('merges that are no list')
  // Of a model without a type the library tries one after the other.
  if (type !== undefined) checkFields(json, type, fields)
  if (type === 'BPE' && merges > 0) readMerges(again(json, mergesAt), builder, prefixOf(fields))
  const unknown = fields.get('unk_id')
  if (isArray && typeof unknown?.value === 'number' && unknown.value >= entries)
    json.fail(`the unk_id ${unknown.value}, which no piece has,`, unknown.at)
  const size = isArray ? entries : builder.size
  const lacksMerges = (type ?? inferred) === 'BPE' && merges === 0
  return { builder, type: type ?? inferred, size, repeated: entries - builder.size, lacksMerges }
}

/** The same text from an earlier place on. */
function again(json: JsonScanner, at: number): JsonScanner {
  const other = new JsonScanner(json.bytes, maxDepth)
  other.at = at
  return other
}

const prefixOf = (fields: ModelFields): number => {
  const prefix = fields.get('continuing_subword_prefix')?.value
  return typeof prefix === 'string' ? new TextEncoder().encode(prefix).length : 0
}

function skipItems(json: JsonScanner): number {
  let items = 0
  json.enterArray()
  for (; json.nextItem(); items++) json.skip()
  return items
}

/** A byte-level vocabulary needs no merges for its 256 bytes. */
function hasLongTokens(vocabulary: Vocabulary): boolean {
  let long = 0
  for (let entry = 0; entry < vocabulary.size; entry++)
    if ([...vocabulary.tokenAt(entry)].length > 1 && ++long > bytesInAll) return true
  return false
}

function parseType(json: JsonScanner): string {
  const type = json.string()
  return modelTypes.includes(type) ? type : json.fail(`the unknown model type ${quote(type)}`)
}

function parseAddedTokens(json: JsonScanner): AddedToken[] {
  const tokens: AddedToken[] = []
  json.enterArray()
  while (json.nextItem()) {
    let content: string | undefined
    let id: number | undefined
    json.enterObject()
    while (json.nextKey()) {
      if (json.textIs('content')) content = json.string()
      else if (json.textIs('id')) id = tokenId(json)
      else json.skip()
    }
    if (content === undefined || id === undefined)
      return json.fail(`an added token without ${content === undefined ? 'content' : 'id'}`)
    tokens.push({ content, id })
  }
  return tokens
}

function refuseSharedIds(builder: VocabularyBuilder): void {
  const vocabulary = new Vocabulary(builder.build())
  const { ids } = vocabulary.packed
  for (let entry = 1; entry < ids.length; entry++)
    if (ids[entry] === ids[entry - 1])
      throw new TakenJsonError(
        `the id ${ids[entry]} for two tokens, ${quote(vocabulary.tokenAt(entry - 1))} and ${quote(vocabulary.tokenAt(entry))},`,
        0,
      )
}
