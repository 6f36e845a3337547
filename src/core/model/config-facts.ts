import type { ConfigFacts, GenerationFacts } from './facts.ts'
import { layerCounts } from './layer-counts.ts'
import { withOwnNames } from './own-names.ts'
import { describeQuantisation } from './quantisation.ts'
import {
  asCount,
  asIds,
  asLayers,
  asText,
  asTexts,
  firstOf,
  isRawObject,
  type RawObject,
} from './raw-values.ts'

/** Models of pictures and text keep the language model's numbers in a part of config.json. */
const languageParts = ['text_config', 'llm_config', 'language_config']

/** What config.json tells. What is absent or of the wrong type is null. */
export function configFacts(file: RawObject): ConfigFacts {
  const raw = withOwnNames(file)
  const partName = languageParts.find((key) => isRawObject(raw[key]))
  const part = partName === undefined ? {} : (raw[partName] as RawObject)
  const inner = (keys: readonly string[]) => firstOf(part, keys) ?? firstOf(raw, keys)
  const outer = (keys: readonly string[]) => firstOf(raw, keys) ?? firstOf(part, keys)
  const count = (...keys: string[]) => asCount(inner(keys))
  const architectures = asTexts(raw.architectures)
  const hiddenSize = count('hidden_size', 'n_embd', 'd_model', 'dim')
  const heads = count('num_attention_heads', 'n_head', 'num_heads')
  const tied = outer(['tie_word_embeddings'])
  return {
    architecture: architectures.length === 1 ? architectures[0]! : null,
    architectures,
    modelType: asText(raw.model_type),
    layers: asLayers(inner(layerCounts)),
    hiddenSize,
    intermediateSize: count('intermediate_size', 'n_inner', 'd_ff', 'ffn_dim'),
    heads,
    keyValueHeads: count('num_key_value_heads'),
    headDim: count('head_dim') ?? (hiddenSize && heads ? Math.floor(hiddenSize / heads) : null),
    vocabSize: count('vocab_size'),
    vocabSizeKey: vocabSizeKey(raw, part, partName),
    tiedEmbeddings: typeof tied === 'boolean' ? tied : null,
    dtype: asText(inner(['dtype', 'torch_dtype'])),
    quantisation: describeQuantisation(outer(['quantization_config', 'compression_config'])),
    remoteCode: remoteCodeOf(raw),
    ...specialIds(outer),
    raw,
  }
}

/** What generation_config.json tells. */
export function generationFacts(raw: RawObject): GenerationFacts {
  return { ...specialIds((keys) => firstOf(raw, keys)), raw }
}

/** Whether `auto_map` names code for one purpose, such as AutoConfig. */
export function namesCode(raw: RawObject, purpose: string): boolean {
  return isRawObject(raw.auto_map) && Object.hasOwn(raw.auto_map, purpose)
}

/** The values of `auto_map`: the code that loading would run. */
export function remoteCodeOf(raw: RawObject): string[] {
  return isRawObject(raw.auto_map)
    ? Object.values(raw.auto_map)
        .flat()
        .filter((value) => typeof value === 'string')
    : []
}

function specialIds(get: (keys: readonly string[]) => unknown): Omit<GenerationFacts, 'raw'> {
  return {
    eosTokenIds: asIds(get(['eos_token_id'])),
    bosTokenId: asCount(get(['bos_token_id'])),
    padTokenId: asCount(get(['pad_token_id'])),
  }
}

function vocabSizeKey(raw: RawObject, part: RawObject, partName: string | undefined): string | null {
  if (asCount(part.vocab_size) !== null) return `${partName}.vocab_size`
  return asCount(raw.vocab_size) === null ? null : 'vocab_size'
}
