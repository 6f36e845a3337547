import { distance } from 'fastest-levenshtein'

const plain = (text: string): string => text.toLowerCase().replace(/[-_ ]/g, '')
const letters = (text: string): string => [...text].sort().join('')

/** Edits between two names; letters that only changed places count as one. */
function steps(left: string, right: string): number {
  const edits = distance(left, right)
  return edits > 1 && letters(left) === letters(right) ? 1 : edits
}

/** The known name that the writer most likely meant, or null when none is close. */
export function nearest(name: string, known: readonly string[]): string | null {
  const given = plain(name)
  const ranked = known
    .map((candidate) => ({ candidate, edits: steps(given, plain(candidate)) }))
    .sort((a, b) => a.edits - b.edits || lengthGap(given, a.candidate) - lengthGap(given, b.candidate))
  const [best] = ranked
  if (!best) return null
  return best.edits <= Math.floor(Math.min(name.length, best.candidate.length) * 0.4) ? best.candidate : null
}

const lengthGap = (left: string, right: string): number => Math.abs(left.length - plain(right).length)
