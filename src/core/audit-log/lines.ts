import { saidIn } from './json-line.ts'
import { PartialLines } from './partial-lines.ts'

/** One physical piece of a log: the text between line breaks or carriage returns, and its line number. A line that is a
 * JSON object is what it says. */
export interface LogLine {
  /** Without terminal escape sequences. */
  readonly text: string
  /** 1-based; a carriage return (progress bars) starts a new piece on the same line. */
  readonly number: number
  /** Whether it goes on where the piece before was cut, without a break between them. */
  readonly isRest: boolean
  /** What parts it from the piece before. */
  readonly glue: '\n' | '\r'
}

/** Longer pieces are cut here, so that a file without line breaks cannot fill the memory. */
const longest = 1 << 20

/** Cuts chunks of text into lines, each character looked at once. CRLF counts as one break. */
export class LineSplitter {
  private parts: string[] = []
  private length = 0
  private isRest = false
  private number = 1
  private readonly partial = new PartialLines();

  *push(chunk: string): Generator<LogLine> {
    let start = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      this.keep(chunk.slice(start, end))
      yield* this.pieces()
      this.isRest = false
      this.number += 1
      start = end + 1
    }
    this.keep(chunk.slice(start))
    if (this.length <= longest) return
    yield* this.pieces()
    this.isRest = true
  }

  *end(): Generator<LogLine> {
    yield* this.pieces()
    for (const { text, number } of this.partial.end()) yield* this.said(text, number)
  }

  private keep(text: string): void {
    this.parts.push(text)
    this.length += text.length
  }

  private *pieces(): Generator<LogLine> {
    const line = this.parts.join('')
    this.parts = []
    this.length = 0
    for (const { text, number } of this.partial.line({ text: line, number: this.number }))
      yield* this.said(text, number)
  }

  private *said(line: string, number: number): Generator<LogLine> {
    const said = saidIn(line)
    let start = 0
    for (const text of said.split(/[\r\n]/)) {
      const glue = said[start - 1] === '\r' ? '\r' : '\n'
      if (text !== '' || said === '')
        yield { text: stripAnsi(text), number, isRest: this.isRest && start === 0, glue }
      start += text.length + 1
    }
  }
}

/** Each alternative ends at the next escape character at the latest, so that no text is looked at twice. */
const ansi = /\u001b(?:\[[0-?]*(?: q|[@-~])|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|[()][0-9A-B])/g

/** The text without terminal escape sequences. */
export function stripAnsi(text: string): string {
  return text.includes('\u001b') ? text.replace(ansi, '') : text
}
