import type { DonorTensor, VocabularyTensor, WeightsFacts } from './facts.ts'
import { vocabularyKindOf } from './vocabulary-names.ts'

/** The tensors that have one row a token id, embeddings first. Every architecture keeps them on the first axis. */
export function vocabularyTensors(tensors: Iterable<DonorTensor>): VocabularyTensor[] {
  const vocabulary: VocabularyTensor[] = []
  for (const { name, shape } of tensors) {
    const [rows, columns = 1] = shape
    const fits = shape.length === (name.endsWith('.bias') ? 1 : 2)
    const kind = vocabularyKindOf(name)
    if (rows !== undefined && fits && kind !== null) vocabulary.push({ name, kind, rows, columns })
  }
  const rank = ({ kind }: VocabularyTensor) => (kind === 'embeddings' ? 0 : 1)
  return vocabulary.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}

/** Those of a kind that are no bias: a tied head may have a bias of its own, as in BERT and RoBERTa. */
export const vocabularyMatrices = (
  weights: WeightsFacts | null,
  kind: VocabularyTensor['kind'],
): readonly VocabularyTensor[] =>
  (weights?.vocabularyTensors ?? []).filter(
    (tensor) => tensor.kind === kind && tensor.name.endsWith('.weight'),
  )
