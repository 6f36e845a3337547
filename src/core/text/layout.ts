import stringWidth from 'string-width'
import { printable } from './printable.ts'
import { remembered } from './remembered.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How many columns the text takes on a terminal: wide characters two, combining marks none. */
export const columnsOf = (text: string): number => (isPlain(text) ? text.length : widthOf(text))

const widthOf = remembered((text) => stringWidth(text))

/** Text of which each character takes one column: ASCII, and what bars, rules and shades are made of. Most is. */
const isPlain = (text: string): boolean => /^[\u0020-\u007e\u2500-\u259f…·–]*$/.test(text)

/** A terminal tells its size in 16 bits. */
const mostColumns = 65_535

/** Columns as a terminal has them: whole, none where the number is no number or below zero. */
const whole = (columns: number): number => (columns > 0 ? Math.min(Math.floor(columns), mostColumns) : 0)

/**
 * Foreign text made printable and cut to at most `columns`, with an ellipsis where something is missing.
 * `keep: 'both'` cuts the middle out, for paths and model names, whose ends tell them apart.
 */
export function clip(text: string, columns: number, keep: 'start' | 'both' = 'start'): string {
  const safe = printable(text)
  const room = whole(columns)
  const start = beginning(safe, room)
  if (start.length === safe.length) return safe
  if (room <= 1) return room === 1 ? '…' : ''
  if (keep === 'start') return `${beginning(start, room - 1)}…`
  const tail = ending(safe, Math.floor((room - 1) / 2))
  return `${beginning(start, room - 1 - columnsOf(tail))}…${tail}`
}

/** Of a longer text only what fits is looked at. */
const longLine = 1000

/** As much of the beginning as fits. */
function beginning(text: string, columns: number): string {
  if (isPlain(text)) return text.slice(0, columns)
  if (text.length <= longLine && columnsOf(text) <= columns) return text
  let used = 0
  for (const { segment, index } of graphemes.segment(text)) {
    used += stringWidth(segment)
    if (used > columns) return text.slice(0, index)
  }
  return text
}

/** As much of the end as fits. Only a window is looked at: a text may be long, and is read forwards only. */
function ending(text: string, columns: number): string {
  if (isPlain(text)) return columns > 0 ? text.slice(-columns) : ''
  const window = text.slice(-(64 + columns * 8))
  const parts = [...graphemes.segment(window)].slice(window.length < text.length ? 1 : 0)
  let used = 0
  let from = window.length
  for (const { segment, index } of parts.reverse()) {
    used += stringWidth(segment)
    if (used > columns) break
    from = index
  }
  return window.slice(from)
}

/** Text in a column of its own: cut if it is too long, filled with spaces if too short. */
export function cell(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const clipped = clip(text, columns, 'both')
  const gap = ' '.repeat(Math.max(0, whole(columns) - columnsOf(clipped)))
  return align === 'left' ? clipped + gap : gap + clipped
}

/**
 * Sentences as lines of at most `columns`, broken between words; a longer word is cut in pieces, and a character
 * that is wider than a line is an ellipsis. Of more than `most` lines the last ends with an ellipsis.
 */
export function wrap(text: string, columns: number, most = Number.POSITIVE_INFINITY): readonly string[] {
  const room = whole(columns)
  if (room === 0) return ['']
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of printable(text).split(' '))
    for (const [piece, width] of pieces(word, room)) {
      if (line && used + 1 + width > room) {
        lines.push(line)
        line = piece
        used = width
      } else {
        used += line ? width + 1 : width
        line = line ? `${line} ${piece}` : piece
      }
    }
  lines.push(line)
  if (lines.length <= most) return lines
  const shown = lines.slice(0, most)
  return [...shown.slice(0, -1), clip(`${shown.at(-1)} ${lines[most]}`, room)]
}

/** A word in pieces that fit, each with its width. */
function* pieces(word: string, columns: number): Generator<readonly [string, number]> {
  const width = columnsOf(word)
  if (width <= columns) return yield [word, width]
  let piece = ''
  let used = 0
  for (const { segment } of graphemes.segment(word)) {
    const own = stringWidth(segment)
    const [part, wide] = own > columns ? ['…', 1] : [segment, own]
    if (used + wide > columns) {
      yield [piece, used]
      piece = ''
      used = 0
    }
    piece += part
    used += wide
  }
  yield [piece, used]
}

/** A bar of eighth blocks; `share` is clamped to 0…1. Anything above nothing shows at least a sliver. */
export function bar(share: number, columns: number): string {
  const room = whole(columns) * 8
  const filled = share > 0 ? Math.max(1, Math.round(Math.min(1, share) * room)) : 0
  const eighths = Math.min(filled, room)
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8]!
  return '█'.repeat(Math.floor(eighths / 8)) + rest
}
