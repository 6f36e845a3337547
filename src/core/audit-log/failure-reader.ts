import { diagnose, type LogFailure } from './failure.ts'
import { InvalidFields } from './invalid-fields.ts'
import { LastWords } from './last-words.ts'
import { behindPrefix } from './line-prefix.ts'

const start = 'Traceback (most recent call last)'
const frame = '  File "'
/** What rich draws around a traceback. */
const frames = ['╭', '│', '╰', '┌', '└', '|']
/** What PowerShell puts behind the first line that a program writes to stderr. */
const powerShell = /^\s*\+ (?:(?:CategoryInfo|FullyQualifiedErrorId) +: |~+\s*$)|^At \S.* char:\d+\s*$/
/** Lines of others (progress bars, other threads) that may stand in a traceback. */
const mostForeign = 100

interface OpenTraceback {
  /** What stands before each of its lines. */
  prefix: string
  /** Whether its first frame has shown that, and not only the line that opens it. */
  isShown: boolean
  foreign: number
}

/** Finds the last exception of a log: the line that ends a Python traceback, whatever stands before each line. */
export class FailureReader {
  #failure: LogFailure | null = null
  #open: OpenTraceback | null = null
  #fields: { readonly below: InvalidFields; readonly prefix: string } | null = null
  readonly #lastWords = new LastWords()

  get failure(): LogFailure | null {
    return this.#lastWords.failure ?? this.#failure
  }

  line(text: string): void {
    if (powerShell.test(text.slice(0, longestPrefix))) return
    this.#lastWords.line(text)
    this.#readField(text)
    const at = text.indexOf(start)
    if (at >= 0) this.#open = { prefix: withoutBox(text.slice(0, at)), isShown: false, foreign: 0 }
    else if (this.#open && text.trim() !== '') this.#read(text, this.#open)
  }

  #readField(text: string): void {
    if (!this.#fields || text.trim() === '') return
    const { below, prefix } = this.#fields
    const failure = below.line(text.slice(behindPrefix(prefix, text) ?? prefix.length))
    if (failure) this.#failure = failure
    else this.#fields = null
  }

  #read(line: string, open: OpenTraceback): void {
    const text = line.trimEnd()
    const first = open.isShown ? -1 : text.indexOf(frame)
    if (first >= 0) {
      // A progress bar, or the name of a group, may stand before the line that opens it, and before no other.
      open.prefix = text.slice(0, first)
      open.isShown = true
      return
    }
    const end = behindPrefix(open.prefix, text)
    // A prefix with words in it that change, as names of months do, still has its width.
    const rest = text.slice(end ?? open.prefix.length)
    if (rest.trim() === '' || rest[0] === ' ' || rest[0] === '\t' || frames.includes(rest[0]!)) return
    const exception =
      end !== null && open.foreign === 0
        ? readException(rest)
        : (commonException(rest, 0) ?? commonException(text, 0) ?? loggedException(text))
    open.foreign += 1
    if (exception) {
      this.#failure = diagnose(exception.type, exception.message)
      const below = InvalidFields.of(this.#failure)
      this.#fields = below && { below, prefix: open.prefix }
    }
    if (exception || open.foreign > mostForeign) this.#open = null
  }
}

/** What stands before the frame that rich draws, or before the name of a group. */
function withoutBox(prefix: string): string {
  const head = prefix.slice(-longestPrefix)
  const box = /[╭┌+](?:[─-]* ?| Exception Group )$/.exec(head)
  return box ? prefix.slice(0, prefix.length - box[0].length) : prefix
}

/** What stands before `: message` and looks like an exception's class. */
const typeName = /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*$/
const commonName = /(?:Error|Exception|Interrupt|Exit|Iteration|Group|OutOfMemory)$/

/** No class has a longer name, and no logger writes more before it. */
const [longestType, longestPrefix] = [200, 1000]

interface Exception {
  readonly type: string
  readonly message: string
}

/** The exception that a line tells (`package.Error: message`), at its start or after what a logger wrote. */
function readException(line: string): Exception | null {
  const head = read(line, 0)
  return head && typeName.test(head.type) ? head : loggedException(line)
}

function loggedException(text: string): Exception | null {
  for (const { index } of text.slice(0, longestPrefix).matchAll(/[\s:\]|>]/g)) {
    const exception = commonException(text, index + 1)
    if (exception) return exception
  }
  return null
}

/** The exception that stands at an index, if its name ends as those of exceptions do. */
function commonException(text: string, at: number): Exception | null {
  const exception = read(text, at)
  return exception && typeName.test(exception.type) && commonName.test(exception.type) ? exception : null
}

function read(text: string, at: number): Exception | null {
  const word = text.slice(at, at + longestType)
  const end = word.search(/[^\w.]/)
  if (end < 0) return at + word.length === text.length ? { type: word, message: '' } : null
  return word.startsWith(': ', end) ? { type: word.slice(0, end), message: text.slice(at + end + 2) } : null
}
