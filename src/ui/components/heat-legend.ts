import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { clip, columnsOf } from '../../core/text/layout.ts'
import { headsOf } from '../../core/text/letters.ts'
import { shortNames } from '../../core/text/short-names.ts'

/** Names are cut to no less than this to have all of them in the lines that there are. */
const shortestName = 8

/**
 * Which letter is whom, in at most so many lines. Where these do not suffice, names are cut shorter; where that does not
 * help either, some are left out, which the last line tells.
 * @param donors those that have a column, by their place in the result
 */
export function legendLines(
  voice: ShareOfVoice,
  donors: readonly number[],
  columns: number,
  lines: number,
): readonly string[] {
  if (lines < 1) return []
  const refs = voice.donors.map(({ ref }) => ref)
  const heads = headsOf(refs)
  const longest = Math.max(12, Math.floor(columns / 3) - 5)
  const hasAll = donors.length === refs.length
  const room = hasAll ? lines : lines - 1
  const legendOf = (most: number) => {
    const names = shortNames(refs, most)
    return broken(
      donors.map((index) => `${heads[index]} ${clip(names.get(refs[index]!)!, most, 'both')}`),
      columns,
    )
  }
  // Of a crowd no names are short enough.
  const mayFit = donors.length * (shortestName + 4) <= columns * room + longest
  const widths = Array.from({ length: mayFit ? longest - shortestName + 1 : 1 }, (_, step) => longest - step)
  const fitting = widths.find((most) => legendOf(most).length <= room)
  const legend = legendOf(fitting ?? longest)
  const shown = fitting === undefined ? legend.slice(0, lines - 1) : legend
  // A line that names nobody says nothing.
  if (shown.length === 0) return []
  const left = refs.length - shown.flat().length
  return [
    ...shown.map((entries) => entries.join('  ')),
    ...(left > 0 ? [`… and ${left} more, all of them in the report`] : []),
  ]
}

/** As many entries in a line as fit. */
function broken(entries: readonly string[], columns: number): readonly (readonly string[])[] {
  const lines: string[][] = []
  let used = 0
  for (const entry of entries) {
    const width = columnsOf(entry)
    const last = lines.at(-1)
    if (last && used + width + 2 <= columns) {
      last.push(entry)
      used += width + 2
    } else {
      lines.push([entry])
      used = width
    }
  }
  return lines
}
