/** One physical piece of a log: the text between line breaks or carriage returns, and its line number. */
export interface LogLine {
  readonly text: string
  /** 1-based; a carriage return (progress bars) starts a new piece on the same line. */
  readonly number: number
}

/** Longer pieces are cut here, so that a file without line breaks cannot fill the memory. */
const longest = 1 << 20

/** Cuts chunks of text into lines. CRLF counts as one break; ANSI codes are left in. */
export class LineSplitter {
  private rest = ''
  private number = 1;

  *push(chunk: string): Generator<LogLine> {
    const text = this.rest + chunk
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      yield* this.pieces(text.slice(start, end))
      this.number += 1
      start = end + 1
    }
    this.rest = start === 0 ? text : text.slice(start)
    if (this.rest.length > longest) {
      yield* this.pieces(this.rest)
      this.rest = ''
    }
  }

  *end(): Generator<LogLine> {
    if (this.rest !== '') yield* this.pieces(this.rest)
    this.rest = ''
  }

  private *pieces(line: string): Generator<LogLine> {
    if (!line.includes('\r')) yield { text: line, number: this.number }
    else for (const text of line.split('\r')) if (text !== '') yield { text, number: this.number }
  }
}

const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

/** The text without terminal escape sequences. */
export function stripAnsi(text: string): string {
  return text.includes('\u001b') ? text.replace(ansi, '') : text
}
