/**
 * Architectures that mergekit has definitions of, by the name in config.json. Others are inferred from the
 * tensor names, which asks for more care.
 */
const since014: readonly string[] = [
  'ArceeForCausalLM',
  'BaichuanForCausalLM',
  'BertForMaskedLM',
  'BertForMultipleChoice',
  'BertForSequenceClassification',
  'BertForTokenClassification',
  'BertModel',
  'ChatGLMModel',
  'Cohere2ForCausalLM',
  'CohereForCausalLM',
  'DistilBertForMaskedLM',
  'DistilBertForSequenceClassification',
  'DistilBertForTokenClassification',
  'DistilBertModel',
  'ExaoneForCausalLM',
  'FalconForCausalLM',
  'GPT2ForSequenceClassification',
  'GPT2LMHeadModel',
  'GPTBigCodeForCausalLM',
  'GPTNeoXForCausalLM',
  'Gemma2ForCausalLM',
  'Gemma3ForCausalLM',
  'Gemma3ForConditionalGeneration',
  'GemmaForCausalLM',
  'Glm4ForCausalLM',
  'GraniteMoeHybridForCausalLM',
  'InternLM2ForCausalLM',
  'JAISLMHeadModel',
  'LLaMaForCausalLM',
  'Lfm2ForCausalLM',
  'Llama4ForConditionalGeneration',
  'LlamaForCausalLM',
  'LlamaForSequenceClassification',
  'MambaForCausalLM',
  'Mistral3ForConditionalGeneration',
  'MistralForCausalLM',
  'MixtralForCausalLM',
  'MixFormerSequentialForCausalLM',
  'Olmo2ForCausalLM',
  'Phi3ForCausalLM',
  'Phi3SmallForCausalLM',
  'PhiForCausalLM',
  'QWenLMHeadModel',
  'Qwen2ForCausalLM',
  'Qwen2VLForConditionalGeneration',
  'Qwen2_5_VLForConditionalGeneration',
  'Qwen3ForCausalLM',
  'Qwen3MoeForCausalLM',
  'RobertaForMaskedLM',
  'RobertaForSequenceClassification',
  'RobertaForTokenClassification',
  'RobertaModel',
  'SolarForCausalLM',
  'StableLMEpochForCausalLM',
  'StableLmForCausalLM',
  'Starcoder2ForCausalLM',
  'T5ForConditionalGeneration',
  'WhisperForConditionalGeneration',
]

const since015: readonly string[] = [
  'AfmoeForCausalLM',
  'ApertusForCausalLM',
  'Glm4MoeForCausalLM',
  'GraniteForCausalLM',
  'Qwen3VLForConditionalGeneration',
  'Qwen3VLMoeForConditionalGeneration',
]

export function isKnownArchitecture(name: string, mergekit: '0.1.4' | '0.1.5'): boolean {
  return since014.includes(name) || (mergekit === '0.1.5' && since015.includes(name))
}

/** Architectures of several modules (text, vision …): their slices stand under `modules`. */
const severalModules =
  /^(Gemma3|Llama4|Mistral3|Qwen2VL|Qwen2_5_VL|Qwen3VL|Qwen3VLMoe)ForConditionalGeneration$|^(T5|Whisper)For/

export function hasSeveralModules(name: string): boolean {
  return severalModules.test(name)
}

/** The names under which the modules of an architecture stand; null where mergekit infers them. */
export function modulesOf(name: string): readonly string[] | null {
  if (!isKnownArchitecture(name, '0.1.5')) return null
  if (!hasSeveralModules(name)) return ['default']
  if (name.startsWith('T5')) return ['shared', 'encoder', 'decoder']
  if (name.startsWith('Whisper')) return ['encoder', 'decoder']
  const vision = name.startsWith('Llama4') ? 'vision_model' : 'vision_tower'
  return ['text_decoder', 'multi_modal_projector', vision]
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
