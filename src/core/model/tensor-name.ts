const kinds: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)(?:embed_tokens|wte|word_embeddings|embed_in|tok_embeddings)\./, 'embeddings'],
  [/(?:^|\.)(?:lm_head|embed_out|output)\.(?:weight|bias)$/, 'head'],
  [/norm|(?:^|\.)ln_/, 'norms'],
]

/** What kind of module a tensor belongs to: `q_proj`, `down_proj`, `norms`, `embeddings`, `head` … */
export function moduleOf(tensor: string): string {
  for (const [pattern, kind] of kinds) if (pattern.test(tensor)) return kind
  const parts = tensor.split('.')
  return parts.at(-2) ?? tensor
}

/**
 * The layer that a tensor belongs to, `7`, or `vision 7` in the vision tower of a multimodal model, which counts its
 * own; null for what stands outside of the layers.
 */
export function layerOf(tensor: string): string | null {
  const number = /(?:^|\.)(?:layers|h|blocks|block)\.(\d+)\./.exec(tensor)?.[1]
  if (number === undefined) return null
  return /vision|visual/.test(tensor) ? `vision ${number}` : number
}
