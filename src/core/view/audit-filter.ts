import { layerOf, moduleOf } from '../model/tensor-name.ts'
import type { AuditEntry } from './audit-lines.ts'

/**
 * Whether every word of a filter stands in the donor, the tensor or its kind: `magnum 12 mlp`. A number is that of the
 * layer, or one in the donor's name.
 */
export function matchesWords(
  { tensor, ref }: Pick<AuditEntry, 'tensor' | 'ref'>,
  words: readonly string[],
): boolean {
  const text = `${ref} ${tensor} ${moduleOf(tensor)}`.toLowerCase()
  const numbers = [...(`${layerOf(tensor) ?? ''} ${ref}`.match(/\d+/g) ?? [])]
  return words.every((word) => (/^\d+$/.test(word) ? numbers.includes(word) : text.includes(word)))
}

export const wordsIn = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean)
