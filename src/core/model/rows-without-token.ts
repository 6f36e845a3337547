import type { DonorFacts } from './facts.ts'

/**
 * By vocabulary tensor, how many of its rows belong to no token of the model's own tokenizer: holes between ids, and
 * padding. Empty where the ids are not known.
 */
export function rowsWithoutToken({ tokenizer, weights }: DonorFacts): ReadonlyMap<string, number> {
  const vocabulary = tokenizer?.vocabulary
  if (!vocabulary || !weights) return new Map()
  return new Map(
    weights.vocabularyTensors.map(({ name, rows }) => {
      const inside = vocabulary.firstEntryFrom(rows)
      return [name, rows - new Set(vocabulary.packed.ids.subarray(0, inside)).size]
    }),
  )
}
