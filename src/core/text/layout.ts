import stringWidth from 'string-width'
import { printable } from './printable.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How many columns the text takes on a terminal: wide characters two, combining marks none. */
export const columnsOf = (text: string): number => stringWidth(text)

/**
 * Foreign text made printable and cut to at most `columns`, with an ellipsis where something is missing.
 * `keep: 'both'` cuts the middle out, for paths and model names, whose ends tell them apart.
 */
export function clip(text: string, columns: number, keep: 'start' | 'both' = 'start'): string {
  const safe = printable(text)
  if (stringWidth(safe) <= columns) return safe
  if (columns <= 1) return columns === 1 ? '…' : ''
  const parts = [...graphemes.segment(safe)].map(({ segment }) => segment)
  const room = columns - 1
  if (keep === 'start') return `${take(parts, room)}…`
  const tail = take(parts.reverse(), Math.floor(room / 2), true)
  return `${take(parts.reverse(), room - stringWidth(tail))}…${tail}`
}

function take(parts: readonly string[], columns: number, backwards = false): string {
  let text = ''
  for (const part of parts) {
    const longer = backwards ? part + text : text + part
    if (stringWidth(longer) > columns) break
    text = longer
  }
  return text
}

/** Text in a column of its own: cut if it is too long, filled with spaces if too short. */
export function cell(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const clipped = clip(text, columns, 'both')
  const gap = ' '.repeat(Math.max(0, columns - stringWidth(clipped)))
  return align === 'left' ? clipped + gap : gap + clipped
}

/** Sentences as lines of at most `columns`, broken between words; a longer word is cut in pieces. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text)
    .split(' ')
    .flatMap((word) => pieces(word, columns))) {
    if (line && stringWidth(line) + 1 + stringWidth(word) > columns) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}

function pieces(word: string, columns: number): readonly string[] {
  if (stringWidth(word) <= columns) return [word]
  const out: string[] = []
  let rest = [...graphemes.segment(word)].map(({ segment }) => segment)
  while (rest.length > 0) {
    const piece = take(rest, columns) || rest[0]!
    out.push(piece)
    rest = rest.slice([...graphemes.segment(piece)].length)
  }
  return out
}

/** A bar of eighth blocks; `share` is clamped to 0…1. Anything above nothing shows at least a sliver. */
export function bar(share: number, columns: number): string {
  const clamped = Math.min(1, Math.max(0, share))
  const eighths = Math.max(clamped > 0 ? 1 : 0, Math.round(clamped * columns * 8))
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8]!
  return '█'.repeat(Math.floor(eighths / 8)) + rest
}
