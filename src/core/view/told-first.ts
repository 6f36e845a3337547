import type { Band } from '../contract/share-of-voice.ts'
import type { ShareRow } from './share-rows.ts'

/** Donors that are told at once, besides those that are suspect. */
const mostFirst = 5

const isFlagged = ({ donor }: ShareRow) => (donor.verdict?.flags.length ?? 0) > 0

/** Suspect ones first, then those that lead the result, then those that a check of the figures flagged. */
const rank = (row: ShareRow): number =>
  row.alarming ? 0 : row.band === 'anchor' ? 1 : isFlagged(row) ? 2 : 3

/** The donors whose verdicts somebody should read, the most urgent first, and all others in their order. */
export function toldFirst(rows: readonly ShareRow[]): {
  readonly first: readonly ShareRow[]
  readonly rest: readonly ShareRow[]
} {
  const important = rows.filter(({ alarming, verdict }) => alarming || verdict?.important)
  const urgent = important.toSorted((a, b) => rank(a) - rank(b))
  const first = urgent.filter((row, at) => at < mostFirst || row.alarming || isFlagged(row))
  return { first, rest: rows.filter((row) => !first.includes(row)) }
}

/** How many donors are in each band, as they come: `7 subtle, 2 silent`. */
export function bandCounts(rows: readonly ShareRow[]): string {
  const counts = new Map<Band, number>()
  for (const { band } of rows) counts.set(band, (counts.get(band) ?? 0) + 1)
  return [...counts].map(([band, count]) => `${count} ${band}`).join(', ')
}
