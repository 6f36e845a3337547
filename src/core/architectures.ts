import type { Mergekit } from './mergekit/table.ts'

/**
 * Architectures that this mergekit has a definition of. Others are inferred from the tensor names, which asks for
 * more care.
 */
export function isKnownArchitecture(name: string | null, mergekit: Mergekit): boolean {
  return name !== null && mergekit.architectures.has(name)
}

/** Architectures of several modules (text, vision …): their slices stand under `modules`. */
export function hasSeveralModules(name: string | null, mergekit: Mergekit): boolean {
  return (mergekit.architectures.get(name ?? '')?.length ?? 1) > 1
}

/**
 * Decoders for causal language models with one embedding, one head, one stack of layers that config.json counts,
 * and attention of heads × head_dim in every layer, so that what config.json says can be held against the
 * tensors without asking transformers. Never a class that only mostly is like this.
 */
const plainDecoders: ReadonlySet<string> = new Set([
  'ApertusForCausalLM',
  'ArceeForCausalLM',
  'Cohere2ForCausalLM',
  'CohereForCausalLM',
  'ExaoneForCausalLM',
  'FalconForCausalLM',
  'GPT2LMHeadModel',
  'GPTBigCodeForCausalLM',
  'GPTNeoXForCausalLM',
  'Gemma2ForCausalLM',
  'Gemma3ForCausalLM',
  'Gemma3ForConditionalGeneration',
  'GemmaForCausalLM',
  'Glm4ForCausalLM',
  'GlmForCausalLM',
  'GraniteForCausalLM',
  'HeliumForCausalLM',
  'InternLM2ForCausalLM',
  'LlamaForCausalLM',
  'Ministral3ForCausalLM',
  'Mistral3ForConditionalGeneration',
  'MistralForCausalLM',
  'MixtralForCausalLM',
  'Olmo2ForCausalLM',
  'Olmo3ForCausalLM',
  'OlmoForCausalLM',
  'Phi3ForCausalLM',
  'PhiForCausalLM',
  'Qwen2ForCausalLM',
  'Qwen2MoeForCausalLM',
  'Qwen3ForCausalLM',
  'Qwen3MoeForCausalLM',
  'SeedOssForCausalLM',
  'SmolLM3ForCausalLM',
  'StableLmForCausalLM',
  'Starcoder2ForCausalLM',
])

/** Whether how this class keeps what config.json counts is known here; not where config.json names several. */
export function hasPlainLayout(architecture: string | null): boolean {
  return architecture !== null && plainDecoders.has(architecture)
}
