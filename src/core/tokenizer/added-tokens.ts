import { quotedToken } from '../text/token-text.ts'
import type { VocabularyBuilder } from './vocabulary-builder.ts'

/** A token beside the model's own; `id` is what the file says, null where it says none. */
export interface AddedToken {
  readonly content: string
  readonly id: number | null
}

interface Differing {
  readonly token: string
  readonly says: number
  readonly gets: number
}

/**
 * Adds tokens as the tokenizers library does: one that the model holds keeps its id there, every other gets
 * the next id, whatever the file says. The next id is the model's number of tokens, or the one behind the
 * largest id of an earlier batch; holes in the ids are not looked at. A batch is one call of the library:
 * the file's own tokens, then those that transformers adds.
 *
 * Returns the tokens whose file says another id than they get.
 */
export function addTokens(
  builder: VocabularyBuilder,
  modelSize: number,
  batches: readonly (readonly AddedToken[])[],
): Differing[] {
  const differing: Differing[] = []
  let largest = -1
  for (const batch of batches) {
    let next = largest >= modelSize ? largest + 1 : modelSize
    for (const { content, id } of batch) {
      if (content === '') continue
      const before = builder.size
      const entry = builder.putText(content)
      const isNew = builder.size > before
      if (isNew) builder.setId(entry, next++)
      builder.markAdded(entry, isNew)
      const gets = builder.idOf(entry)
      largest = Math.max(largest, gets)
      if (id !== null && id !== gets) differing.push({ token: content, says: id, gets })
    }
  }
  return differing
}

/** One sentence on ids that are not what the file says; null when all are. */
export function describeDiffering(differing: readonly Differing[]): string | null {
  const [first] = differing
  if (!first) return null
  const more = differing.length > 1 ? ` (and ${differing.length - 1} more such tokens)` : ''
  return `the added token ${quotedToken(first.token)} has the id ${first.says} in the file, but gets ${first.gets} when it is loaded${more}`
}
