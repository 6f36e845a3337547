import type { AuditRecord } from '../contract/audit.ts'
import type { LogFailure } from './failure.ts'
import { FailureReader } from './failure-reader.ts'
import { LinePrefix } from './line-prefix.ts'
import { LineWidths } from './line-widths.ts'
import { LineSplitter, type LogLine } from './lines.ts'
import { OpenEntry } from './open-entry.ts'
import { parseShareLine, shareMarker } from './share-lines.ts'
import { ShareTally } from './share-tally.ts'
import { parseStockLines } from './stock-lines.ts'
import { findOpener, parseVocabularyEntry } from './vocabulary-lines.ts'

/** What a web page or a word processor makes of spaces that are copied out of it. */
const wideSpaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g

/**
 * Turns the log of any mergekit run into records, chunk by chunk, in constant memory and linear time. Feed it
 * decoded text; bytes that are no UTF-8 may have become replacement characters. Nothing in a log makes it
 * throw, and no line is too odd: several entries on one, one entry on several, anything before and after.
 */
export class AuditLogParser {
  /** The share-of-voice lines so far. */
  readonly shares = new ShareTally()
  private readonly splitter = new LineSplitter()
  private readonly widths = new LineWidths()
  private readonly prefix = new LinePrefix()
  private readonly failures = new FailureReader()
  private open: OpenEntry | null = null

  get failure(): LogFailure | null {
    return this.failures.failure
  }

  *push(chunk: string): Generator<AuditRecord> {
    for (const line of this.splitter.push(chunk)) yield* this.line(line)
  }

  *end(): Generator<AuditRecord> {
    for (const line of this.splitter.end()) yield* this.line(line)
    yield* this.giveUp()
  }

  private *line(line: LogLine): Generator<AuditRecord> {
    this.widths.see(line.text, line.text.slice(this.prefix.of(line.text)))
    const opener = this.open ? findOpener(line.text, 0, 'whole') : -1
    if (this.open && opener < 0) {
      // What it says says nothing about what stands before each line, unless it is given up.
      this.open.add(line)
      yield* this.finish()
      return
    }
    if (this.open && line.text.startsWith(shareMarker, opener)) {
      // Shares are logged by another thread, in between.
      const held = this.open
      this.open = null
      yield* this.scan(line)
      this.open ??= held
    } else {
      yield* this.giveUp()
      yield* this.scan(line)
    }
    this.prefix.see(line.text)
  }

  /** Reads a line that no entry from above reaches into. */
  private *scan(line: LogLine): Generator<AuditRecord> {
    const { text, number } = line
    let from = 0
    for (let at = findOpener(text, 0, 'begun'); at >= 0; ) {
      yield* this.foreign(text.slice(from, at), number)
      const next = findOpener(text, at + 1, 'whole')
      const entry = new OpenEntry(
        { ...line, text: next < 0 ? text : text.slice(0, next) },
        at,
        this.widths,
        this.prefix,
      )
      const end = yield* this.read(entry)
      if (end === null && next < 0) {
        if (!entry.isTooLong) this.open = entry
        return
      }
      from = at + (end ?? 1)
      at = findOpener(text, end === null ? next : from, 'begun')
    }
    yield* this.foreign(text.slice(from), number)
  }

  /** Reads an entry; returns where it ended, or null while it is not complete. */
  private *read(entry: OpenEntry): Generator<AuditRecord, number | null> {
    for (const text of entry.texts) {
      if (text.startsWith(shareMarker.slice(0, 2))) {
        const lines = text.split('\n')
        const shareLine =
          parseShareLine(text) ??
          parseShareLine(lines.join('')) ??
          parseShareLine(lines.map((line) => line.trim()).join(' '))
        if (!shareLine) continue
        this.shares.add(shareLine.share)
        return lines.length > 1 ? text.length : shareLine.end
      }
      const parsed = parseVocabularyEntry(text)
      if (!parsed) continue
      const { model, token, tensor } = parsed.record
      yield {
        ...parsed.record,
        model: model === null ? null : entry.name(model),
        token: token === null ? null : entry.token(token),
        ...(tensor !== undefined && { tensor: entry.name(tensor) }),
        line: entry.line,
      }
      return text === entry.texts[0] ? parsed.end : text.length
    }
    return null
  }

  private *finish(): Generator<AuditRecord> {
    const entry = this.open!
    const end = yield* this.read(entry)
    if (end !== null) {
      this.open = null
      const last = entry.later.at(-1)!
      yield* this.foreign((entry.texts[0] ?? '').slice(end), last.number)
    } else if (entry.isTooLong) yield* this.giveUp()
  }

  /** What was taken for the rest of an entry stands for itself. */
  private *giveUp(): Generator<AuditRecord> {
    const entry = this.open
    this.open = null
    for (const { text, number } of entry?.later ?? []) {
      yield* this.foreign(text, number)
      this.prefix.see(text)
    }
  }

  private *foreign(text: string, number: number): Generator<AuditRecord> {
    if (text === '') return
    const plain = text.replace(wideSpaces, ' ')
    this.failures.line(plain)
    yield* parseStockLines(plain, number)
  }
}
