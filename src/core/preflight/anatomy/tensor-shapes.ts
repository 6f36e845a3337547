import type { DonorTensor } from '../../model/facts.ts'
import { vocabularyKindOf } from '../../model/vocabulary-names.ts'
import type { Named, Pair } from './tensors-compared.ts'

/** Whether a tensor differs only where each model has the size of its own vocabulary. */
export function byToken({ tensor, other }: Pair, here: readonly number[], there: readonly number[]): boolean {
  return (
    tensor.shape.length === other.shape.length &&
    tensor.shape.every(
      (size, axis) =>
        size === other.shape[axis] || (here.includes(size) && there.includes(other.shape[axis]!)),
    )
  )
}

/** Rows of a model's embeddings. */
export const embeddingRows = (all: Named): readonly number[] =>
  [...all].flatMap(([name, { shape }]) => (vocabularyKindOf(name) === 'embeddings' ? [shape[0]!] : []))

/** Vocabulary tensors may differ in their rows. */
export function sameShape(a: readonly number[], b: readonly number[], vocabulary: boolean): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis] || (vocabulary && axis === 0))
}

/** `[4096 × 11008]` */
export const shape = ({ shape }: DonorTensor): string => `[${shape.join(' × ')}]`
