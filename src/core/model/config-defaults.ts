import type { RawObject } from './raw-values.ts'
import { usualValue } from './usual-value.ts'

/** Types that have been merged for long, so that their configs are written in many ways. */
const usualTypes = /^(llama|mistral|mixtral|qwen[23]|gemma2?|phi3|olmo2|granite)$/
const gemma = /^gemma/
/** Types whose head size is hidden_size over the number of heads. */
const divided = /^(llama|mistral|mixtral|qwen2|granite|olmo2|phi3)$/

/** What transformers assumes when config.json gives no vocab_size. */
export const defaultVocabSizes: ReadonlyMap<string, number> = new Map(
  Object.entries({
    mistral: 32000,
    mixtral: 32000,
    llama: 32000,
    qwen2: 151936,
    qwen3: 151936,
    gemma: 256000,
    gemma2: 256000,
    phi3: 32064,
    gpt2: 50257,
  }),
)

/** The value that transformers takes for a field that is not there; undefined where that is not certain. */
export function defaultOf(section: RawObject, name: string): unknown {
  const type = typeof section.model_type === 'string' ? section.model_type : ''
  if (usualTypes.test(type)) {
    if (name === 'tie_word_embeddings') return gemma.test(type)
    if (name === 'partial_rotary_factor') return 1
    if (name === 'num_key_value_heads' && /^(llama|granite|olmo2|phi3)$/.test(type))
      return section.num_attention_heads
    const { hidden_size, num_attention_heads } = section
    if (name === 'head_dim' && divided.test(type) && typeof hidden_size === 'number')
      return typeof num_attention_heads === 'number'
        ? Math.floor(hidden_size / num_attention_heads)
        : undefined
  }
  // Whether a model of parts is tied has had another default in each version of transformers.
  return name === 'tie_word_embeddings' ? undefined : usualValue(type, name)
}
