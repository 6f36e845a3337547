import { diagnose, type LogFailure } from './failure.ts'
import { samePrefix } from './loose-text.ts'

const start = 'Traceback (most recent call last)'
/** What rich draws around a traceback. */
const frames = ['╭', '│', '╰', '┌', '└', '|']

/** Finds the last exception of a log: the line that ends a Python traceback, whatever stands before each line. */
export class FailureReader {
  failure: LogFailure | null = null
  /** What stood before the traceback on its line; null outside of one. */
  #prefix: string | null = null

  line(text: string): void {
    const at = text.indexOf(start)
    if (at >= 0) {
      this.#prefix = text.slice(0, at)
      return
    }
    if (this.#prefix === null || text === '') return
    const rest = text.slice(samePrefix(this.#prefix, text))
    if (rest.trim() === '' || rest[0] === ' ' || rest[0] === '\t' || frames.includes(rest[0]!)) return
    const exception = readException(rest)
    if (exception) this.failure = diagnose(exception.type, exception.message)
    this.#prefix = null
  }
}

/** What stands before `: message` and looks like an exception's class. */
const typeName = /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*$/
const commonName = /(?:Error|Exception|Interrupt|Exit|Iteration|Warning|Group|OutOfMemory)$/

/** No class has a longer name, and no logger writes more before it. */
const [longestType, longestPrefix] = [200, 1000]

/** The exception that a line tells (`package.Error: message`), at its start or after what a logger wrote. */
export function readException(line: string): { type: string; message: string } | null {
  const text = line.trimEnd()
  const head = read(text, 0)
  if (head && typeName.test(head.type)) return head
  for (const { index } of text.slice(0, longestPrefix).matchAll(/[\s:\]|>]/g)) {
    const found = read(text, index + 1)
    if (found && typeName.test(found.type) && commonName.test(found.type)) return found
  }
  return null
}

function read(text: string, at: number): { type: string; message: string } | null {
  const word = text.slice(at, at + longestType)
  const end = word.search(/[^\w.]/)
  if (end < 0) return at + word.length === text.length ? { type: word, message: '' } : null
  return word.startsWith(': ', end) ? { type: word.slice(0, end), message: text.slice(at + end + 2) } : null
}
