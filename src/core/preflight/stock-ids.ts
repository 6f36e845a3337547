import { limitOf, sourceDonor } from './stock-loading.ts'
import type { BuildSituation } from './stock-tokenizer.ts'

/**
 * The ids that the `tokenizers` library gives to new tokens: one more than the largest added one when that
 * lies behind the model's own, else the number of the model's own tokens. With holes among the ids that
 * number is an id in use.
 */
export function idCounter({ view, setting, lead }: BuildSituation): { next(): number } {
  const source = setting.source.kind === 'model' ? sourceDonor(view, setting.source.model) : lead
  const limit = setting.source.kind === 'model' ? Number.POSITIVE_INFINITY : limitOf(view, lead)!
  const vocabulary = view.vocabularies[source]!
  const kept = vocabulary.firstEntryFrom(Math.min(limit, vocabulary.maxId + 1))
  let largestOwn = -1
  let largestAdded = -1
  for (let entry = 0; entry < kept; entry++)
    if (vocabulary.isAdded(entry)) largestAdded = vocabulary.idAt(entry)
    else largestOwn = vocabulary.idAt(entry)
  // Added tokens among the model's own ids stand in its vocabulary too.
  const own = Math.min(kept, vocabulary.firstEntryFrom(largestOwn + 1))
  let id = largestAdded >= own || own === 0 ? largestAdded + 1 : own
  return { next: () => id++ }
}
