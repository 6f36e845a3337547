import type { DonorTensor, VocabularyTensor } from './facts.ts'

const embeddings =
  /(^|\.)(embed_tokens|wte|embed_in|word_embeddings|tok_embeddings|shared)\.weight$|^(backbone\.|transformer\.|model\.)?embeddings?\.weight$/
const head =
  /(^|\.)(lm_head(\.linear|\.decoder)?|embed_out|output_layer|vocab_projector)\.(weight|bias)$|^(model\.)?output\.weight$|^cls\.predictions\.(decoder\.weight|bias)$/
const otherModality = /(^|\.)(vision|visual|audio|multi_modal)/

/** The tensors that have one row a token id, embeddings first. Every architecture keeps them on the first axis. */
export function vocabularyTensors(tensors: Iterable<DonorTensor>): VocabularyTensor[] {
  const found: VocabularyTensor[] = []
  for (const { name, shape } of tensors) {
    const [rows, columns = 1] = shape
    const fits = shape.length === (name.endsWith('.bias') ? 1 : 2)
    if (rows === undefined || !fits || otherModality.test(name)) continue
    if (embeddings.test(name)) found.push({ name, kind: 'embeddings', rows, columns })
    else if (head.test(name)) found.push({ name, kind: 'head', rows, columns })
  }
  const rank = ({ kind }: VocabularyTensor) => (kind === 'embeddings' ? 0 : 1)
  return found.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}
