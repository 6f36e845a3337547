import { emptyTokenizer } from '../mergekit/empty-tokenizers.ts'
import type { Mergekit } from '../mergekit/table.ts'
import type { TokenizerFacts } from '../model/facts.ts'
import { asCount } from '../model/raw-values.ts'
import { vocabularyFromEntries } from '../tokenizer/vocabulary.ts'
import { architectureOf, type InspectedDonor } from './donor.ts'
import { type VocabularyView, viewVocabularies } from './vocabulary-view.ts'

/**
 * The vocabularies as stock mergekit has them. Where a donor has no tokenizer, it takes the one that transformers makes of
 * nothing, of a few special tokens; we take such a donor to have the tokens of the one that leads. A vocab_size in a part of
 * config.json it sees of few classes; of the others it takes the one beside the parts, where there is one.
 */
export function stockView(view: VocabularyView, mergekit: Mergekit): VocabularyView {
  const loads = mergekit.does.loadsTokenizersBackend ? loaded : (donor: InspectedDonor) => donor
  const donors = view.donors.map((donor) => loads(withoutPart(donor)))
  return donors.every((donor, at) => donor === view.donors[at]) ? view : viewVocabularies(donors)
}

/** Definitions that say where vocab_size stands. */
const readInPart = /^(Gemma3|Llama4|Mistral3)ForConditionalGeneration$/

function withoutPart(donor: InspectedDonor): InspectedDonor {
  const { config } = donor.facts
  if (!config?.vocabSizeKey?.includes('.') || readInPart.test(architectureOf(donor) ?? '')) return donor
  const own = asCount(config.raw.vocab_size)
  return { ...donor, facts: { ...donor.facts, config: { ...config, vocabSize: own } } }
}

function loaded(donor: InspectedDonor): InspectedDonor {
  const { facts } = donor
  const tokens = facts.tokenizer ? null : emptyTokenizer(facts.config?.modelType)
  const isThere = facts.files.some(({ path }) => /^tokenizer(_config)?\.json$/.test(path))
  if (!tokens || isThere) return donor
  const tokenizer: TokenizerFacts = {
    source: '',
    model: 'BPE',
    vocabulary: vocabularyFromEntries(tokens.map((token, id) => [token, id, true] as const)),
    eos: null,
    bos: null,
    pad: null,
    unk: null,
    chatTemplate: null,
    tokenizerClass: null,
    lacksAddedTokensKey: false,
  }
  return { ...donor, facts: { ...facts, tokenizer } }
}
