const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A line of text that is being typed. The cursor stands before the grapheme of its number. */
export interface Line {
  readonly parts: readonly string[]
  readonly cursor: number
  /** All of it is marked: what is typed next takes its place. */
  readonly marked?: boolean
}

export const textOf = ({ parts }: Line): string => parts.join('')

export function lineOf(text: string): Line {
  const parts = split(text)
  return { parts, cursor: parts.length }
}

/** A value that is there already: typing replaces it, moving in it keeps it. */
export const markedLine = (text: string): Line => ({ ...lineOf(text), marked: text !== '' })

export const insertText = (line: Line, text: string): Line => {
  // One line: what was pasted with breaks or control characters loses them.
  const typed = split(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '))
  if (line.marked) return { parts: typed, cursor: typed.length }
  return {
    parts: [...line.parts.slice(0, line.cursor), ...typed, ...line.parts.slice(line.cursor)],
    cursor: line.cursor + typed.length,
  }
}

/** The line after a key that edits or moves; the same line for any other. */
export function editLine(line: Line, key: string): Line {
  const { parts, cursor } = line
  if (line.marked && (key === 'backspace' || key === 'delete')) return lineOf('')
  const plain = { parts, cursor }
  const without = (from: number, to: number): Line => ({
    parts: [...parts.slice(0, from), ...parts.slice(to)],
    cursor: from,
  })
  switch (key) {
    case 'left':
      return { ...plain, cursor: Math.max(0, cursor - 1) }
    case 'right':
      return { ...plain, cursor: Math.min(parts.length, cursor + 1) }
    case 'home':
    case 'ctrl+a':
      return { ...plain, cursor: 0 }
    case 'end':
    case 'ctrl+e':
      return { ...plain, cursor: parts.length }
    case 'backspace':
      return cursor === 0 ? plain : without(cursor - 1, cursor)
    case 'delete':
      return without(cursor, cursor + 1)
    case 'ctrl+u':
      return without(0, cursor)
    case 'ctrl+k':
      return without(cursor, parts.length)
    default:
      return line
  }
}

const split = (text: string): readonly string[] => [...graphemes.segment(text)].map(({ segment }) => segment)
