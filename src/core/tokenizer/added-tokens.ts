import { quote } from '../json/quote.ts'
import type { VocabularyBuilder } from './vocabulary-builder.ts'

/** A token beside the model's own; `id` is what the file says, null where it says none. */
export interface AddedToken {
  readonly content: string
  readonly id: number | null
}

/**
 * Adds tokens as the tokenizers library does: one that the model holds keeps its id there, every other gets
 * the next id behind the model's number of tokens and behind the added ones, whatever id the file says.
 *
 * Returns the tokens whose file says another id than they get.
 */
export function addTokens(
  builder: VocabularyBuilder,
  modelSize: number,
  tokens: readonly AddedToken[],
): { readonly token: string; readonly says: number; readonly gets: number }[] {
  const differing: { token: string; says: number; gets: number }[] = []
  let largest = -1
  for (const { content, id } of tokens) {
    if (content === '') continue
    const before = builder.size
    const entry = builder.putText(content)
    if (builder.size > before) builder.setId(entry, largest >= modelSize ? largest + 1 : modelSize)
    builder.markAdded(entry)
    const gets = builder.idOf(entry)
    largest = Math.max(largest, gets)
    if (id !== null && id !== gets) differing.push({ token: content, says: id, gets })
  }
  return differing
}

/** One sentence on ids that are not what the file says; null when all are. */
export function describeDiffering(differing: ReturnType<typeof addTokens>): string | null {
  const [first] = differing
  if (!first) return null
  const more = differing.length > 1 ? ` (and ${differing.length - 1} more such tokens)` : ''
  return `the added token ${quote(first.token)} has the id ${first.says} in the file, but gets ${first.gets} when it is loaded${more}`
}
