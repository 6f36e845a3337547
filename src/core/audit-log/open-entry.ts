import { behindPrefix, type LinePrefix, sameStart } from './line-prefix.ts'
import type { LineWidths } from './line-widths.ts'
import type { LogLine } from './lines.ts'

/** An entry that is still incomplete after this many lines or characters is given up. */
const [mostLines, mostCharacters] = [12, 1 << 16]

/** An audit entry whose end has not come yet: the line it opens in, and those that may belong to it. */
export class OpenEntry {
  readonly line: number
  /** The lines after the first, for the case that they do not belong to it. */
  readonly later: LogLine[] = []
  #text: string
  #column: number
  readonly #prefix: string
  readonly #widths: LineWidths
  readonly #common: LinePrefix
  #isWrapped = false
  /** Whether the terminal ended its last line: the end of the entry itself shows nothing, however long it is. */
  #isLastFull: boolean

  /** @param common what stands before every line of the log, as far as it is known */
  constructor({ text, number }: LogLine, start: number, widths: LineWidths, common: LinePrefix) {
    this.line = number
    this.#text = text.slice(start)
    this.#column = start
    this.#prefix = text.slice(0, start)
    this.#widths = widths
    this.#common = common
    this.#isLastFull = widths.isFull(text)
  }

  add(line: LogLine): void {
    this.later.push(line)
    const start = this.#start(line.text)
    const text = line.text.slice(start)
    const indent = text.length - text.trimStart().length
    if (line.isRest) this.#text += text
    else this.#text += `${line.glue}${text}`
    if (this.#column > start && start + indent === this.#column) this.#isWrapped = true
    if (this.#isLastFull) this.#isWrapped = true
    this.#isLastFull = this.#widths.isFull(line.text)
  }

  /**
   * Where the entry goes on in a line: behind all that stood before it, behind what stands before every line, or as far
   * as the two lines have words in common.
   */
  #start(line: string): number {
    const whole = behindPrefix(this.#prefix, line) ?? this.#common.of(line)
    if (whole > 0) return whole
    const end = lastSpace(line, sameStart(this.#prefix, line).right) + 1
    return line.slice(0, end).trim() === '' ? 0 : end
  }

  /** The texts that it may be, the likelier first: as it stands, and without the source column of rich. */
  get texts(): readonly string[] {
    const plain = this.#text.split('\n').map(withoutSource).join('\n')
    return plain === this.#text ? [plain] : [this.#text, plain]
  }

  get isTooLong(): boolean {
    return this.later.length >= mostLines || this.#text.length > mostCharacters
  }

  /** A name has no line breaks of its own. */
  name(text: string): string {
    return joined(text, '')
  }

  /** A token may have them: they are taken out only where the log shows that its lines were broken. */
  token(text: string): string {
    return this.#isWrapped ? joined(text, /\S +\S/.test(text) ? ' ' : '') : text
  }
}

function joined(text: string, glue: string): string {
  const lines = text.split('\n')
  const last = lines.length - 1
  return lines
    .map((line, at) => (at === 0 ? line : line.trimStart()))
    .map((line, at) => (at === last ? line : line.trimEnd()))
    .join(glue)
}

/** rich writes the file and line that logged a message at the end of its first line. */
function withoutSource(line: string): string {
  const text = line.trimEnd()
  const at = text.lastIndexOf(' ')
  const word = text.slice(at + 1)
  return at > 0 && word.length < 200 && /^[\w.-]+\.py:\d+$/.test(word) ? text.slice(0, at) : line
}

function lastSpace(text: string, before: number): number {
  let at = before - 1
  while (at >= 0 && !/\s/.test(text[at]!)) at -= 1
  return at
}
