import type { RawObject } from './raw-values.ts'

/** rope_theta, rms_norm_eps and max_position_embeddings that transformers takes where config.json says none. */
const numbers: Readonly<Record<string, readonly [theta: number, eps: number, positions: number]>> = {
  llama: [1e4, 1e-6, 2048],
  mistral: [1e4, 1e-6, 131_072],
  mixtral: [1e6, 1e-5, 131_072],
  qwen2: [1e4, 1e-6, 32_768],
  qwen3: [1e4, 1e-6, 32_768],
  gemma: [1e4, 1e-6, 8192],
  gemma2: [1e4, 1e-6, 8192],
  phi3: [1e4, 1e-5, 4096],
  olmo2: [1e4, 1e-5, 2048],
  granite: [1e4, 1e-6, 2048],
}
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
  const own = Object.hasOwn(numbers, type) ? numbers[type] : undefined
  if (!own) return undefined
  if (name === 'rope_theta') return own[0]
  if (name === 'rms_norm_eps') return own[1]
  if (name === 'max_position_embeddings') return own[2]
  if (name === 'tie_word_embeddings') return gemma.test(type)
  if (name === 'hidden_act') return gemma.test(type) ? undefined : 'silu'
  if (name === 'partial_rotary_factor') return 1
  if (name === 'sliding_window' && /^qwen[23]$/.test(type)) return null
  if (name === 'num_key_value_heads' && /^(llama|granite|olmo2|phi3)$/.test(type))
    return section.num_attention_heads
  const { hidden_size, num_attention_heads } = section
  if (name === 'head_dim' && divided.test(type) && typeof hidden_size === 'number')
    return typeof num_attention_heads === 'number' ? Math.floor(hidden_size / num_attention_heads) : undefined
  return undefined
}
