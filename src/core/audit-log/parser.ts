import type { AuditRecord } from '../contract/audit.ts'
import { diagnose, type LogFailure, readExceptionLine } from './failure.ts'
import { LineSplitter, type LogLine, stripAnsi } from './lines.ts'
import { parseShareLine, shareMarker } from './share-lines.ts'
import { ShareTally } from './share-tally.ts'
import { parseStockLine } from './stock-lines.ts'
import { parseVocabularyEntry, vocabularyMarker } from './vocabulary-lines.ts'

/** An entry that is still incomplete after this many lines or characters is given up. */
const entryLines = 12
const entryLength = 1 << 16

const tracebackStart = 'Traceback (most recent call last):'

/**
 * Turns the log of any mergekit run into records, chunk by chunk, in constant memory. Feed it decoded text;
 * bytes that are no UTF-8 may have become replacement characters. Nothing in a log makes it throw.
 */
export class AuditLogParser {
  failure: LogFailure | null = null
  /** The share-of-voice lines so far. */
  readonly shares = new ShareTally()
  private readonly splitter = new LineSplitter()
  private entry: { text: string; line: number; lines: number } | null = null
  private inTraceback = false;

  *push(chunk: string): Generator<AuditRecord> {
    for (const line of this.splitter.push(chunk)) yield* this.line(line)
  }

  *end(): Generator<AuditRecord> {
    for (const line of this.splitter.end()) yield* this.line(line)
    this.entry = null
  }

  private *line({ text, number }: LogLine): Generator<AuditRecord> {
    if (text.includes(shareMarker)) {
      const share = parseShareLine(stripAnsi(text))
      if (share) return this.shares.add(share)
    }
    const start = text.indexOf(vocabularyMarker)
    if (start >= 0 && opensEntry(text, start)) {
      this.entry = { text: text.slice(start), line: number, lines: 1 }
      yield* this.finishEntry()
    } else if (this.entry !== null) {
      this.entry.text += `\n${text}`
      this.entry.lines += 1
      yield* this.finishEntry()
    } else yield* this.foreignLine(text, number)
  }

  private *finishEntry(): Generator<AuditRecord> {
    const { text, line, lines } = this.entry!
    const record = parseVocabularyEntry(text, line) ?? parseVocabularyEntry(stripAnsi(text), line)
    if (record) yield record
    if (record || lines >= entryLines || text.length > entryLength) this.entry = null
  }

  private *foreignLine(text: string, number: number): Generator<AuditRecord> {
    if (text.includes(tracebackStart)) {
      this.inTraceback = true
      return
    }
    if (this.inTraceback && text !== '' && text[0] !== ' ') {
      const exception = readExceptionLine(stripAnsi(text))
      if (exception) this.failure = diagnose(exception.type, exception.message)
      this.inTraceback = false
    }
    const record = parseStockLine(stripAnsi(text), number)
    if (record) yield record
  }
}

/** A marker inside a token of an entry that is still open does not start a new one, unless it fits. */
function opensEntry(text: string, start: number): boolean {
  return /^\[VOCAB AUDIT\] (?:Model '|Default source model ')/.test(text.slice(start, start + 40))
}
