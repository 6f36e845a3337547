import type { Problem } from './yaml-problem.ts'

/** All but what YAML calls printable; PyYAML looks at the whole text for it, comments too. */
const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** What ends a line for Python or PyYAML and for nobody else. */
const lineBreaks = /\r(?!\n)|[\x85\u2028\u2029]/g

/** Ends of lines that stay in a text, where any other becomes a space. */
export const keptBreaks = /[\u2028\u2029]/

/** The text with the lines that PyYAML sees in it, every character at its old place. */
export function asLines(text: string): string {
  return text.replace(lineBreaks, '\n')
}

export const codePoint = (char: string): string =>
  `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`

/** The first character that PyYAML refuses wherever it stands. */
export function unprintableIn(text: string): Problem | null {
  const match = unprintable.exec(text)
  return (
    match && {
      code: 'config-character',
      at: match.index,
      message: `the character ${codePoint(match[0])} is here, which YAML allows nowhere, not even in a comment`,
    }
  )
}
