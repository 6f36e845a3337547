/**
 * What tensors with one row a token id are called, whatever the architecture; the only place that says so. What
 * Python needs of it says the same, which test/integration/prediction holds.
 */
const embeddingModules = [
  ...['embed_tokens', 'wte', 'embed_in', 'word_embeddings', 'word_embedding', 'tok_embeddings'],
  ...['token_embedding', 'tokens_embed', 'input_embeds_layer', 'shared'],
]
const headModules = ['lm_head', 'embed_out', 'output_layer', 'vocab_projector', 'lm_loss']
const embeddings = new RegExp(
  `(^|\\.)(${embeddingModules.join('|')})\\.weight$|^(backbone\\.|transformer\\.|model\\.)?embeddings?\\.weight$`,
)
const head = new RegExp(
  `(^|\\.)(${headModules.join('|')}|lm_head\\.(linear|decoder))\\.(weight|bias)$|^(model\\.)?output\\.weight$|^cls\\.predictions\\.(decoder\\.weight|bias)$`,
)
/** A row for each token that has a block of columns for each layer, as Gemma 3n and 4 have it. */
const blockForEachLayer = /(^|\.)embed_tokens_per_layer\.weight$/
/** The buffer of BART and its like, [1, tokens]. */
export const entryForEachToken = 'final_logits_bias'
const otherModality = /(^|\.)(vision|visual(?!_bert\.)|audio|multi_modal)/

/** Whether a tensor stands before the layers: embeddings of tokens or of positions. */
export const isBeforeLayers = (name: string): boolean =>
  vocabularyKindOf(name) === 'embeddings' || /wpe/.test(name)

/** Whether a tensor holds embeddings of tokens or an output head, by its name. */
export function vocabularyKindOf(name: string): 'embeddings' | 'head' | null {
  if (otherModality.test(name)) return null
  return embeddings.test(name) ? 'embeddings' : head.test(name) ? 'head' : null
}

/** The modules that are called so wherever they are, as a pattern may speak of them. */
export const vocabularyModules: readonly string[] = [...headModules, ...embeddingModules]

/** Whether a tensor's rows hold a block for each layer; none of those above. */
export const hasBlockForEachLayer = (name: string): boolean => blockForEachLayer.test(name)
