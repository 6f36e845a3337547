import { remembered } from './remembered.ts'

/**
 * Foreign text as it may be drawn on a terminal: one line, no control sequences, nothing that changes the
 * direction or the place of what stands beside it. Model names, token texts and Python's prints all come
 * from strangers. What is taken out stays visible as an escape, so that two names never look the same.
 */
export const printable = (text: string): string => (/^[ -~]*$/.test(text) ? text : escaped(text))

const escaped = remembered((text) => {
  let out = ''
  let marks = mostMarks
  for (const char of text) {
    if (/\p{M}/u.test(char)) {
      marks++
      out += marks > mostMarks ? asEscape(char) : char
      continue
    }
    const safe = isSafe(char)
    out += safe ? char : asEscape(char)
    // A mark on a space would come to stand at the beginning of a line where the text is broken there.
    marks = safe && char !== ' ' ? 0 : mostMarks
  }
  return out
})

/** Our own words of several lines, such as a hint with a block to add to a config: each line printable, and indented. */
export const printableLines = (text: string, indent = ''): string =>
  text.split('\n').map(printable).join(`\n${indent}`)

/** A pile of combining marks grows over the lines above and below; real scripts need two on one letter. */
const mostMarks = 2

/** Control, format (bidi, zero width), surrogate, private and unassigned characters, line separators, blank letters. */
function isSafe(char: string): boolean {
  return !/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(char)
}

function asEscape(char: string): string {
  const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[char]
  return named ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`
}
