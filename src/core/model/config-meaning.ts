import { defaultOf } from './config-defaults.ts'
import { firstOf, isRawObject, type RawObject } from './raw-values.ts'
import { ropeMeaning } from './rope-meaning.ts'

/** What it does to a merge when donors differ in a field: they compute otherwise, or only have other limits. */
export type Weight = 'sense' | 'limit'

/** A value of config.json that gives weights their meaning. */
export interface MeantValue {
  /** Where it stands, `text_config.rope_parameters.rope_theta`. */
  readonly path: string
  /** Equal texts mean the same. */
  readonly text: string
}

const senses = `hidden_act hidden_activation activation_function feed_forward_proj num_attention_heads n_head num_heads
encoder_attention_heads decoder_attention_heads num_key_value_heads head_dim num_global_key_value_heads global_head_dim
rope_theta rope_local_base_freq partial_rotary_factor rotary_pct rotary_dim rope_interleave position_embedding_type alibi
num_local_experts num_experts n_routed_experts moe_num_experts num_experts_per_tok moe_top_k moe_topk top_k_experts
n_shared_experts n_group topk_group scoring_func topk_method norm_topk_prob routed_scaling_factor query_pre_attn_scalar
embedding_multiplier residual_multiplier attention_multiplier logits_scaling logit_scale scale_emb scale_depth
scale_embedding dim_model_base use_parallel_residual parallel_attn use_qk_norm qk_layernorm is_decoder
use_bidirectional_attention layer_types mlp_layer_types no_rope_layers mlp_only_layers moe_layer_freq
first_k_dense_replace decoder_sparse_step patch_size spatial_merge_size temporal_patch_size pooling_mode`

const limits = `max_position_embeddings n_positions original_max_position_embeddings sliding_window attention_chunk_size
rope_scaling rms_norm_eps layer_norm_eps layer_norm_epsilon norm_eps norm_epsilon layernorm_epsilon
tie_word_embeddings final_logit_softcapping attn_logit_softcapping image_size clip_qkv swiglu_limit`

/** The fields that give weights their meaning. */
export const meaningfulFields: ReadonlyMap<string, Weight> = new Map([
  ...senses.split(/\s+/).map((name) => [name, 'sense'] as const),
  ...limits.split(/\s+/).map((name) => [name, 'limit'] as const),
])

const languagePart = /^(text_config|llm_config|language_config)\./
const mostParts = 3

/**
 * The values of a config.json that give weights their meaning, by the path of their field; that of the language
 * part is left out of it, since not all versions of a model have one. A field that is not there has the value
 * that transformers takes where that is certain, and is left out where it is not.
 */
export function configMeaning(raw: RawObject): ReadonlyMap<string, MeantValue> {
  const meaning = new Map<string, MeantValue>()
  visit(raw, '', meaning)
  return meaning
}

function visit(section: RawObject, at: string, meaning: Map<string, MeantValue>): void {
  for (const [name, { path, value }] of valuesOf(section)) {
    // Composite models say it once for the whole model, or in the language part, or in both.
    if (name === 'tie_word_embeddings' && at !== '' && !languagePart.test(at)) continue
    const field = (at + name).replace(languagePart, '')
    if (name === 'tie_word_embeddings' && meaning.has(field)) continue
    meaning.set(field, { path: at + path, text: textOf(name, value) })
  }
  if (at.split('.').length > mostParts) return
  for (const [key, part] of Object.entries(section))
    if (isRawObject(part) && /(_config|^encoder|^decoder)$/.test(key) && !/quantization|generation/.test(key))
      visit(part, `${at}${key}.`, meaning)
}

interface FieldValue {
  readonly path: string
  readonly value: unknown
}

function valuesOf(section: RawObject): ReadonlyMap<string, FieldValue> {
  const values = new Map<string, FieldValue>(ropeMeaning(section))
  for (const name of meaningfulFields.keys()) {
    if (values.has(name)) continue
    const own = Object.hasOwn(section, name) ? section[name] : undefined
    const value = own ?? implied(name, section, own === null)
    if (value !== undefined) values.set(name, { path: name, value })
  }
  if (firstOf(section, ['use_sliding_window']) === false)
    values.set('sliding_window', { path: 'sliding_window', value: null })
  return values
}

/** What a field that is absent or null stands for; undefined where that is not certain. */
function implied(name: string, section: RawObject, isNull: boolean): unknown {
  const usual = defaultOf(section, name)
  if (!isNull) return usual
  // A number of heads that is null is worked out from others; anything else that is null is off.
  if (name === 'num_key_value_heads') return section.num_attention_heads
  return /^(head_dim|hidden_act|hidden_activation)$/.test(name) ? usual : null
}

const sameFunction: Readonly<Record<string, string>> = {
  swish: 'silu',
  gelu_new: 'gelu_pytorch_tanh',
  gelu_fast: 'gelu_pytorch_tanh',
}

function textOf(name: string, value: unknown): string {
  // Some files were written by way of float32.
  if (typeof value === 'number') return String(Number(Math.fround(value).toPrecision(7)))
  if (typeof value === 'string') return /act/.test(name) ? (sameFunction[value] ?? value) : value
  return value === null ? 'none' : JSON.stringify(value)
}
