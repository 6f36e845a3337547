import type { TokenizerSetting } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { defaultVocabSizes } from '../model/config-defaults.ts'
import { formatModelRef, type ModelRef, modelKey } from '../model-ref.ts'
import type { StockError } from './stock-types.ts'
import type { VocabularyView } from './vocabulary-view.ts'

/** What mergekit's BuildTokenizer leaves for the embeddings: for each donor and token an id, or none. */
export interface StockTokenizer {
  /** For each key its output id, or -1. Tokens that only the config names come behind the last key. */
  readonly output: Int32Array
  /** Number of output tokens and their largest id. */
  readonly tokens: number
  readonly maxId: number
  /** For each donor, for each key: its id, `absent`, or `unset` (no permutation entry: KeyError). */
  readonly permutations: readonly (Int32Array | null)[]
  /** The donor that leads, and the first id that its own tokenizer has been stripped of. */
  readonly lead: number
  readonly leadLimit: number
  /** Tokens that no donor has: named by the config, or special ones that loading adds. */
  readonly added: readonly string[]
  /** Whether two tokens share an output id. */
  readonly sharedIds: boolean
}

export const absent = -1
export const unset = -2

export interface BuildSituation {
  readonly view: VocabularyView
  readonly setting: TokenizerSetting
  readonly mergekit: Mergekit
  /** The donor that leads: the base model, else whichever the set gives first. */
  readonly lead: number
  /** The donors that the merge refers to. */
  readonly referenced: readonly number[]
}

/** How mergekit builds the output tokenizer (tokenizer/build.py), or how it fails at it. */
export function buildStockTokenizer(situation: BuildSituation): StockTokenizer | StockError {
  const { view, setting, lead, referenced } = situation
  const problem = leadProblem(situation)
  if (problem) return problem
  const leadIds = strip(view.ids[lead]!, limitOf(view, lead)!)
  const sourceIds = sourceVocabulary(situation, leadIds)
  if ('type' in sourceIds) return sourceIds

  const has = (token: string) => (sourceIds[view.keyOf(token)] ?? absent) >= 0
  const missing = [...setting.tokens.keys()].filter((token) => !has(token))
  const reloaded =
    setting.source.kind === 'union' ? specialTokens(view, lead).filter((token) => !has(token)) : []
  const added = [...new Set([...reloaded, ...missing])].filter((token) => view.keyOf(token) < 0)
  const output = new Int32Array(view.size + added.length).fill(absent)
  output.set(sourceIds)
  const counter = idCounter(situation)
  const keyOfName = (token: string) => {
    const key = view.keyOf(token)
    return key < 0 ? view.size + added.indexOf(token) : key
  }
  // The union works on a copy that is saved and loaded again, and loading adds the special tokens anew.
  for (const token of reloaded) output[keyOfName(token)] = counter.next()
  if (setting.source.kind === 'union') addUnion(situation, output, counter)
  // `source: base` adds to the very object that stands for the leading donor, so the donor seems to have them.
  const mutated = new Map<number, number>()
  for (const token of missing) {
    const key = keyOfName(token)
    if (output[key]! >= 0) continue
    output[key] = counter.next()
    if (setting.source.kind === 'base') mutated.set(key, output[key]!)
  }
  const permutations = view.donors.map((_, donor) =>
    referenced.includes(donor) ? permutation(situation, donor, leadIds, output, mutated) : null,
  )
  return { output, permutations, lead, leadLimit: limitOf(view, lead)!, added, ...extent(output) }
}

/** Tokens that tokenizer_config.json names as special, whether the tokenizer holds them or not. */
function specialTokens(view: VocabularyView, donor: number): readonly string[] {
  const { tokenizer } = view.donors[donor]!.facts
  const named = [tokenizer?.bos, tokenizer?.eos, tokenizer?.unk, tokenizer?.pad]
  return [...new Set(named.flatMap((special) => (special ? [special.token] : [])))]
}

/** Loops over plain arrays: fifteen donors that may all lead are 30 million questions. */
function extent(output: Int32Array): Pick<StockTokenizer, 'tokens' | 'maxId' | 'sharedIds'> {
  let tokens = 0
  let maxId = -1
  for (const id of output) {
    if (id >= 0) tokens += 1
    if (id > maxId) maxId = id
  }
  const taken = new Uint8Array(maxId + 1)
  let sharedIds = false
  for (const id of output) {
    if (id < 0) continue
    if (taken[id]) sharedIds = true
    taken[id] = 1
  }
  return { tokens, maxId, sharedIds }
}

/** vocab_size of config.json decides, however many rows there are; without one, the tokenizer's length. */
export function limitOf(view: VocabularyView, donor: number): number | null {
  return configLimit(view, donor) ?? view.vocabularies[donor]?.size ?? null
}

/** vocab_size as transformers has it; null where nobody knows it. */
export function configLimit(view: VocabularyView, donor: number): number | null {
  const { config } = view.donors[donor]!.facts
  return config?.vocabSize ?? defaultVocabSizes.get(config?.modelType ?? '') ?? null
}

/** Why transformers cannot load a donor's tokenizer, as Python would say it; null when it can. */
export function loadProblem(
  { view, mergekit }: Pick<BuildSituation, 'view' | 'mergekit'>,
  donor: number,
): StockError | null {
  const { facts, name } = view.donors[donor]!
  const { tokenizer } = facts
  const problem = (type: string, message: string) => ({ type, message, donor, tokens: [] })
  if (!tokenizer?.vocabulary) return problem('ValueError', `no tokenizer can be loaded from ${name}`)
  if (tokenizer.lacksAddedTokensKey) return problem('KeyError', "'added_tokens'")
  if (!mergekit.does.loadsTokenizersBackend && tokenizer.tokenizerClass === 'TokenizersBackend')
    return problem(
      'ValueError',
      'Tokenizer class TokenizersBackend does not exist or is not currently imported.',
    )
  // transformers 4 then takes the tokenizer of mistral_common, where that is installed, as our lock files have it.
  if (
    !mergekit.does.loadsTokenizersBackend &&
    tokenizer.tokenizerClass === null &&
    ofMistralCommon.test(facts.config?.modelType ?? '')
  )
    return problem('ValueError', `No tokenizer file found in directory: ${name}`)
  return null
}

const ofMistralCommon = /^(ministral|mistral|mistral3|mixtral)$/

function leadProblem({ view, mergekit, lead }: BuildSituation): StockError | null {
  const problem = loadProblem({ view, mergekit }, lead)
  if (problem) return problem
  const donor = view.donors[lead]!
  const tokenizer = donor.facts.tokenizer!
  const vocabulary = tokenizer.vocabulary!
  const first = vocabulary.firstEntryFrom(limitOf(view, lead)!)
  if (first === vocabulary.size) return null
  if (tokenizer.model !== 'BPE')
    return {
      type: 'RuntimeError',
      message: `Tokenizer for ${donor.name} has type ${tokenizer.model}, but only BPE is currently supported for tokenizer merge`,
      donor: lead,
      tokens: [],
    }
  for (let entry = first; entry < vocabulary.size; entry++)
    if (!vocabulary.isAdded(entry)) {
      const token = vocabulary.tokenAt(entry)
      return {
        type: 'Exception',
        message: `Token \`${token}\` out of vocabulary`,
        donor: lead,
        tokens: [token],
      }
    }
  return null
}

function strip(ids: Int32Array, limit: number): Int32Array {
  return ids.map((id) => (id < limit ? id : absent))
}

function sourceVocabulary(
  { view, setting, mergekit }: BuildSituation,
  leadIds: Int32Array,
): Int32Array | StockError {
  if (setting.source.kind !== 'model') return leadIds
  const donor = sourceDonor(view, setting.source.model)
  if (donor < 0 || loadProblem({ view, mergekit }, donor)) {
    const name = formatModelRef(setting.source.model)
    return { type: 'ValueError', message: `no tokenizer can be loaded from ${name}`, donor: null, tokens: [] }
  }
  return view.ids[donor]!
}

/** mergekit loads the tokenizer of the model itself, without its adapter. */
export function sourceDonor(view: VocabularyView, source: ModelRef): number {
  const key = modelKey({ ...source, lora: null })
  return view.donors.findIndex(({ ref }) => modelKey({ ...ref, lora: null }) === key)
}

/** Tokens that other donors have below their config's vocab_size, ordinary ones before added ones. */
function addUnion(
  { view, mergekit, lead, referenced }: BuildSituation,
  output: Int32Array,
  counter: { next(): number },
): void {
  for (const wantAdded of [false, true])
    for (const donor of referenced) {
      if (donor === lead || loadProblem({ view, mergekit }, donor)) continue
      const ids = view.ids[donor]!
      const limit = limitOf(view, donor)!
      const vocabulary = view.vocabularies[donor]!
      for (let key = 0; key < ids.length; key++) {
        const id = ids[key]!
        if (id < 0 || id >= limit || output[key]! >= 0) continue
        if (vocabulary.isAdded(vocabulary.firstEntryFrom(id)) === wantAdded) output[key] = counter.next()
      }
    }
}

function permutation(
  situation: BuildSituation,
  donor: number,
  leadIds: Int32Array,
  output: Int32Array,
  mutated: ReadonlyMap<number, number>,
): Int32Array {
  const { view, lead } = situation
  const own = donor !== lead && loadProblem(situation, donor) === null
  const ids = own ? view.ids[donor]! : leadIds
  const limit = configLimit(view, donor) ?? ids.reduce((count, id) => count + (id >= 0 ? 1 : 0), 0)
  const asked = new Int32Array(output.length).fill(absent)
  for (let key = 0; key < ids.length; key++) {
    const id = ids[key]!
    if (id >= 0 && output[key]! >= 0) asked[key] = id >= limit ? unset : id
  }
  if (!own) for (const [key, id] of mutated) asked[key] = id >= limit ? unset : id
  return asked
}

/**
 * The ids that the `tokenizers` library gives to new tokens: one more than the largest added one when that
 * lies behind the model's own, else the number of the model's own tokens. With holes among the ids that
 * number is an id in use.
 */
function idCounter({ view, setting, lead }: BuildSituation): { next(): number } {
  const source = setting.source.kind === 'model' ? sourceDonor(view, setting.source.model) : lead
  const limit = setting.source.kind === 'model' ? Number.POSITIVE_INFINITY : limitOf(view, lead)!
  const vocabulary = view.vocabularies[source]!
  const kept = vocabulary.firstEntryFrom(Math.min(limit, vocabulary.maxId + 1))
  let largestOwn = -1
  let largestAdded = -1
  for (let entry = 0; entry < kept; entry++)
    if (vocabulary.isAdded(entry)) largestAdded = vocabulary.idAt(entry)
    else largestOwn = vocabulary.idAt(entry)
  // Added tokens among the model's own ids stand in its vocabulary too.
  const own = Math.min(kept, vocabulary.firstEntryFrom(largestOwn + 1))
  let id = largestAdded >= own || own === 0 ? largestAdded + 1 : own
  return { next: () => id++ }
}
