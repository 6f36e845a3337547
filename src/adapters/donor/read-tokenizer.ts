import { MergescopeError } from '../../core/errors.ts'
import type { FindingCode } from '../../core/findings/codes.ts'
import { quote } from '../../core/json/quote.ts'
import { namesCode, remoteCodeOf } from '../../core/model/config-facts.ts'
import type { ConfigFacts, SpecialToken, TokenizerFacts } from '../../core/model/facts.ts'
import { foundInstead } from '../../core/model/found-instead.ts'
import { isRawObject, type RawObject } from '../../core/model/raw-values.ts'
import { isTokenizerOfTransformers } from '../../core/model/transformers-types.ts'
import { printable } from '../../core/text/printable.ts'
import { formatBytes } from '../../core/text/units.ts'
import type { AddedToken } from '../../core/tokenizer/added-tokens.ts'
import type { ParsedTokenizer } from '../../core/tokenizer/parse-tokenizer.ts'
import {
  chatTemplate,
  extraTokens,
  type SpecialName,
  specialToken,
  type TokenizerSideFiles,
} from '../../core/tokenizer/tokenizer-config.ts'
import { Vocabulary } from '../../core/tokenizer/vocabulary.ts'
import type { TokenizerPool } from '../tokenizers/pool.ts'
import type { DonorContext } from './context.ts'
import { noteRemoteCode } from './read-config.ts'
import { readJsonObject, readText } from './read-json.ts'

const main = 'tokenizer.json'
/** Enough to see what lies in its place. */
const startBytes = 200
/** The largest tokenizers (256,000 tokens with their merges) have about 35 MB. */
const maxTokenizerBytes = 200_000_000
/** Vocabularies of other formats, which are not read. */
const otherFormats = [
  'tokenizer.model',
  'tekken.json',
  'spiece.model',
  'sentencepiece.bpe.model',
  'vocab.json',
  'vocab.txt',
  'tiktoken.model',
]

/** The tokenizer of the donor; null when it has none or, with a finding, when it cannot be read. */
export async function readTokenizer(
  context: DonorContext,
  pool: TokenizerPool,
  config: Promise<ConfigFacts | null>,
): Promise<TokenizerFacts | null> {
  const side = await readSideFiles(context)
  const said = side.config ?? {}
  const isNeeded = namesCode(said, 'AutoTokenizer') && !isTokenizerOfTransformers(said.tokenizer_class)
  noteRemoteCode(context, 'tokenizer_config.json', remoteCodeOf(said), isNeeded)
  if (!context.listing.has(main)) return partialTokenizer(context, side)
  const extra = extraOf(context, side, (await config)?.modelType ?? null)
  const parsed = await parseMain(context, pool, extra ?? [])
  if (!parsed || isBroken(context, side) || !extra) return null
  for (const note of parsed.notes) context.note('tokenizer-note', `${main}: ${note}`)
  const vocabulary = new Vocabulary(parsed.vocabulary)
  const facts = { source: main, model: parsed.model, vocabulary }
  const lacksAddedTokensKey = !parsed.hasAddedTokens && !listsAddedTokens(side.config)
  return { ...facts, ...sideFacts(side, vocabulary), lacksAddedTokensKey }
}

async function readSideFiles(context: DonorContext): Promise<TokenizerSideFiles> {
  const json = (path: string, code: FindingCode = 'tokenizer-broken') => readJsonObject(context, path, code)
  const config = await json('tokenizer_config.json')
  // transformers reads these only where tokenizer_config.json lists no added tokens.
  const older = listsAddedTokens(config) ? 'tokenizer-note' : 'tokenizer-broken'
  const [addedTokens, specialTokensMap, chatTemplateText, template] = await Promise.all([
    json('added_tokens.json', older),
    json('special_tokens_map.json', older),
    readText(context, 'chat_template.jinja', 'tokenizer-broken'),
    json('chat_template.json', 'tokenizer-note'),
  ])
  return { config, addedTokens, specialTokensMap, chatTemplateText, chatTemplate: template }
}

const listsAddedTokens = (config: RawObject | null) => isRawObject(config?.added_tokens_decoder)

/** A file that transformers reads with the tokenizer, and cannot: nothing comes of the whole. */
function isBroken({ listing, note }: DonorContext, side: TokenizerSideFiles): boolean {
  const needed = {
    'tokenizer_config.json': side.config,
    'chat_template.jinja': side.chatTemplateText,
    ...(!listsAddedTokens(side.config) && {
      'added_tokens.json': side.addedTokens,
      'special_tokens_map.json': side.specialTokensMap,
    }),
  }
  if (Object.entries(needed).some(([path, content]) => content === null && listing.has(path))) return true
  const most = side.config?.model_max_length ?? 0
  if (typeof most === 'number') return false
  // It loads, and fails whenever a text is given to it.
  const shown = typeof most === 'string' ? quote(most) : printable(JSON.stringify(most).slice(0, 80))
  note('tokenizer-unusable', `tokenizer_config.json: model_max_length is ${shown}, where a number belongs`)
  return true
}

async function parseMain(
  context: DonorContext,
  pool: TokenizerPool,
  extra: readonly AddedToken[],
): Promise<ParsedTokenizer | null> {
  const { files, listing, note } = context
  const { size, refused, sha256 } = listing.get(main)!
  if (refused !== undefined) return broken(`${main} ${refused}`)
  if (size > maxTokenizerBytes)
    return broken(`${main} has ${formatBytes(size)}; the largest real ones have 35 MB`)
  const path = files.localPath?.(main) ?? null
  try {
    const outcome = await pool.parse({
      identity: sha256 ?? (await files.identity?.(main)) ?? null,
      size,
      source: async () =>
        path === null ? { bytes: await files.readAll(main, maxTokenizerBytes) } : { path, size },
      extra,
    })
    if ('parsed' in outcome) return outcome.parsed
    if (outcome.isTaken) return broken(`${main} cannot be used: it holds ${outcome.problem}`)
    const instead = foundInstead(await files.read(main, 0, startBytes))
    note(
      'tokenizer-broken',
      `${main} ${instead?.problem ?? `cannot be used: it holds ${outcome.problem}`}`,
      instead?.hint,
    )
  } catch (error) {
    if (error instanceof MergescopeError) context.noteError('tokenizer-broken', error)
    else return broken(`${main} cannot be read: ${printable((error as Error).message)}`)
  }
  return null

  function broken(message: string): null {
    note('tokenizer-unusable', message)
    return null
  }
}

function extraOf(
  context: DonorContext,
  side: TokenizerSideFiles,
  modelType: string | null,
): AddedToken[] | null {
  try {
    return extraTokens(side, modelType)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    context.note('tokenizer-broken', error.message)
    return null
  }
}

function partialTokenizer(context: DonorContext, side: TokenizerSideFiles): TokenizerFacts | null {
  const source = otherFormats.find((path) => context.listing.has(path))
  if (source === undefined) return null
  context.note(
    'tokenizer-partial',
    `it has only ${source}, no ${main}: how many tokens it has, their ids and its ghosts cannot be known before the merge`,
  )
  return { source, model: null, vocabulary: null, ...sideFacts(side, null), lacksAddedTokensKey: false }
}

function sideFacts(side: TokenizerSideFiles, vocabulary: Vocabulary | null) {
  const special = (name: SpecialName): SpecialToken | null => {
    const token = specialToken(side, name)
    return token === null ? null : { token, id: vocabulary?.idOf(token) ?? null }
  }
  const tokenizerClass = side.config?.tokenizer_class
  return {
    eos: special('eos'),
    bos: special('bos'),
    pad: special('pad'),
    unk: special('unk'),
    chatTemplate: chatTemplate(side),
    tokenizerClass: typeof tokenizerClass === 'string' ? tokenizerClass : null,
  }
}
