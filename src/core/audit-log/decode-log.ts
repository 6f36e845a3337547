import { encodingOf, isTold, type LogEncoding } from './log-encoding.ts'
import { endOfUtf8, endOfUtf16, type Segment } from './log-segments.ts'

const replaced = '\ufffd'

/**
 * Text from the bytes of a log, chunk by chunk: UTF-8, or UTF-16 of either order (what PowerShell's `>` writes), each
 * with or without byte order mark, and one appended to the other. Bytes that are none become replacement characters.
 */
export class LogDecoder {
  /** Replacement characters that stand for bytes which are no text. */
  damaged = 0
  #encoding: LogEncoding | null = null
  #held: Uint8Array = new Uint8Array()
  /** Whether the bytes that are held begin a line. */
  #beginsLine = true

  push(chunk: Uint8Array): string {
    this.#held = this.#held.length === 0 ? chunk : joined(this.#held, chunk)
    return this.#encoding !== null || isTold(this.#held) ? this.#take(false) : ''
  }

  /** What is left when no more bytes come. */
  end(): string {
    return this.#take(true)
  }

  #take(isLast: boolean): string {
    this.#encoding ??= encodingOf(this.#held)
    let text = ''
    for (let next: LogEncoding | null = this.#encoding; next !== null; ) {
      this.#encoding = next
      const segment = this.#segment(this.#encoding, isLast)
      text += this.#decode(this.#encoding, this.#held.subarray(0, segment.end))
      if (segment.end > 0 && text !== '') this.#beginsLine = text.endsWith('\n')
      this.#held = this.#held.subarray(segment.end)
      next = segment.next
    }
    return text
  }

  #segment(encoding: LogEncoding, isLast: boolean): Segment {
    return encoding === 'utf-8'
      ? endOfUtf8(this.#held, this.#beginsLine, isLast)
      : endOfUtf16(this.#held, encoding, isLast)
  }

  #decode(encoding: LogEncoding, bytes: Uint8Array): string {
    const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
    if (text.includes(replaced)) this.damaged += text.split(replaced).length - 1 - written(bytes, encoding)
    // A mark begins a line; within one the character may be a token. Zeros are holes that a lost write left in a file.
    return text.replaceAll('\0', '').replace(this.#beginsLine ? /(^|\n)\ufeff/g : /(\n)\ufeff/g, '$1')
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

/** The character as it stands in the bytes where a log has it itself, as those of broken tokens have. */
const itself = { 'utf-8': [0xef, 0xbf, 0xbd], 'utf-16le': [0xfd, 0xff], 'utf-16be': [0xff, 0xfd] } as const

/** How often a log has the replacement character itself. */
function written(bytes: Uint8Array, encoding: LogEncoding): number {
  const [first, ...rest] = itself[encoding]
  const step = encoding === 'utf-8' ? 1 : 2
  let count = 0
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (at % step === 0 && rest.every((byte, index) => bytes[at + 1 + index] === byte)) count += 1
  return count
}
