import { columnsOf, wrap } from './layout.ts'

/** Lines that a log viewer on a usual terminal holds. */
export const widestLine = 160

/** The text with lines that are too wide continued below, indented. What may be a path stays whole: it gets copied. */
export const folded = (text: string, columns = widestLine): string =>
  text
    .split('\n')
    .map((line) => (columnsOf(line) <= columns ? line : foldedLine(line, columns)))
    .join('\n')

function foldedLine(line: string, columns: number): string {
  const indent = `${/^ */.exec(line)![0]}    `
  const lines: string[] = []
  let now: string | null = null
  for (const word of line.split(' ').flatMap((word) => wordsOf(word, columns - indent.length))) {
    if (now === null) now = word
    else if (columnsOf(`${now} ${word}`) <= columns) now += ` ${word}`
    else {
      lines.push(now.trimEnd())
      now = indent + word
    }
  }
  return [...lines, now ?? ''].join('\n')
}

/** A word that is wider than a line, in pieces, unless it may be a path. */
const wordsOf = (word: string, columns: number): readonly string[] =>
  columnsOf(word) <= columns || /[/\\\u001b]/.test(word) ? [word] : wrap(word, columns)
