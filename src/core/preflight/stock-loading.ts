import { defaultVocabSizes } from '../model/config-defaults.ts'
import { type ModelRef, modelKey } from '../model-ref.ts'
import { readableToken } from '../text/token-text.ts'
import { classTokens } from '../tokenizer/class-tokens.ts'
import type { BuildSituation } from './stock-tokenizer.ts'
import type { StockError } from './stock-types.ts'
import type { VocabularyView } from './vocabulary-view.ts'

/** vocab_size of config.json decides, however many rows there are; without one, the tokenizer's length. */
export function limitOf(view: VocabularyView, donor: number): number | null {
  return configLimit(view, donor) ?? view.vocabularies[donor]?.size ?? null
}

/** vocab_size as transformers has it; null where nobody knows it. */
export function configLimit(view: VocabularyView, donor: number): number | null {
  const { config } = view.donors[donor]!.facts
  return config?.vocabSize ?? defaultVocabSizes.get(config?.modelType ?? '') ?? null
}

/**
 * Tokens that tokenizer_config.json names as special, whether the tokenizer holds them or not; and those of the class,
 * which loading adds where no file names any of their role.
 */
export function specialTokens(view: VocabularyView, donor: number): readonly string[] {
  const { tokenizer, config } = view.donors[donor]!.facts
  const named = [tokenizer?.bos, tokenizer?.eos, tokenizer?.unk, tokenizer?.pad]
  const ofClass = Object.values(classTokens(config?.modelType ?? null, tokenizer?.tokenizerClass ?? null))
  const isThere = (token: string) => (view.ids[donor]?.[view.keyOf(token)] ?? -1) >= 0
  const added = ofClass.flatMap((token) => (token !== undefined && isThere(token) ? [token] : []))
  return [...new Set([...named.flatMap((special) => (special ? [special.token] : [])), ...added])]
}

/** mergekit loads the tokenizer of the model itself, without its adapter. */
export function sourceDonor(view: VocabularyView, source: ModelRef): number {
  const key = modelKey({ ...source, lora: null })
  return view.donors.findIndex(({ ref }) => modelKey({ ...ref, lora: null }) === key)
}

/** Why transformers cannot load a donor's tokenizer, as Python would say it; null when it can. */
export function loadProblem(
  { view, mergekit }: Pick<BuildSituation, 'view' | 'mergekit'>,
  donor: number,
): StockError | null {
  const { facts, name } = view.donors[donor]!
  const { tokenizer } = facts
  const problem = (type: string, message: string) => ({ type, message, donor, tokens: [] })
  if (!tokenizer?.vocabulary) {
    const why = facts.findings.find(({ code }) => code === 'tokenizer-broken')?.message
    return problem(raisedBy(why), why ?? `no tokenizer can be loaded from ${name}`)
  }
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

/** The tokenizers library has no error of its own; the files beside tokenizer.json are read by Python. */
function raisedBy(why: string | undefined): string {
  if (why?.startsWith('tokenizer.json')) return 'Exception'
  return why && / is not JSON: /.test(why) ? 'JSONDecodeError' : 'ValueError'
}

const ofMistralCommon = /^(ministral|mistral|mistral3|mixtral)$/

/** Why the leading donor's tokenizer cannot be loaded, or cannot be stripped of what lies beyond its vocab_size; null when it can. */
export function leadProblem({ view, mergekit, lead }: BuildSituation): StockError | null {
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
        message: `Token \`${readableToken(token)}\` out of vocabulary`,
        donor: lead,
        tokens: [token],
      }
    }
  return null
}
