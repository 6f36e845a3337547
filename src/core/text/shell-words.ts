import { printable } from './printable.ts'

/** One line that a POSIX shell takes apart into these words again. */
export const shellCommand = (words: readonly string[]): string => words.map(shellWord).join(' ')

/**
 * One word for a POSIX shell. What would break the line or not be seen on a terminal is written as bytes; of those, a
 * shell drops line ends at the very end of a word.
 */
export function shellWord(word: string): string {
  if (/^[\w./@%+:,-][\w./@%+:,=-]*$/.test(word)) return word
  if (printable(word) === word) return `'${word.replaceAll("'", `'\\''`)}'`
  return `"$(printf '${[...new TextEncoder().encode(word)].map(asOctal).join('')}')"`
}

const asOctal = (byte: number): string => {
  const char = String.fromCharCode(byte)
  return /[\w./@+=:, -]/.test(char) ? char : `\\${byte.toString(8).padStart(3, '0')}`
}
