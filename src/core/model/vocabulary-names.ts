/**
 * What tensors with one row a token id are called, whatever the architecture; the only place that says so. What
 * Python needs of it says the same, which test/integration/prediction holds.
 */
const embeddings =
  /(^|\.)(embed_tokens|wte|embed_in|word_embeddings|tok_embeddings|shared)\.weight$|^(backbone\.|transformer\.|model\.)?embeddings?\.weight$/
const head =
  /(^|\.)(lm_head(\.linear|\.decoder)?|embed_out|output_layer|vocab_projector)\.(weight|bias)$|^(model\.)?output\.weight$|^cls\.predictions\.(decoder\.weight|bias)$/
const otherModality = /(^|\.)(vision|visual|audio|multi_modal)/

/** Whether a tensor stands before the layers: embeddings of tokens or of positions. */
export const isBeforeLayers = (name: string): boolean =>
  vocabularyKindOf(name) === 'embeddings' || /wpe/.test(name)

/** Whether a tensor holds embeddings of tokens or an output head, by its name. */
export function vocabularyKindOf(name: string): 'embeddings' | 'head' | null {
  if (otherModality.test(name)) return null
  return embeddings.test(name) ? 'embeddings' : head.test(name) ? 'head' : null
}
