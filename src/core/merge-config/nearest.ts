import { distance } from 'fastest-levenshtein'

const plain = (text: string): string => text.toLowerCase().replace(/[-_ ]/g, '')

/** The known name that the writer most likely meant, or null when none is close. */
export function nearest(name: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, steps: distance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.steps - b.steps)
  const [best] = ranked
  if (!best) return null
  return best.steps <= Math.floor(Math.min(name.length, best.candidate.length) * 0.4) ? best.candidate : null
}
