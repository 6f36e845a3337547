import { isOfOneScript, type LogEncoding, markAt } from './log-encoding.ts'

/** How many bytes can be decoded by now, and in what it goes on behind them; null where more bytes have to come. */
export interface Segment {
  readonly end: number
  readonly next: LogEncoding | null
}

const utf8Mark = [0xef, 0xbb, 0xbf]
const lineFeed = 0x0a
const isPrintable = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === lineFeed || byte === 0x0d)

/** Where UTF-8 ends: at a byte order mark that begins a line, and where every other byte is zero from there on. */
export function endOfUtf8(bytes: Uint8Array, beginsLine: boolean, isLast: boolean): Segment {
  const isLineStart = (at: number) => (at === 0 ? beginsLine : bytes[at - 1] === lineFeed)
  const mark = markOf(bytes, isLineStart)
  for (let zero = bytes.indexOf(0); zero >= 0; zero = bytes.indexOf(0, zero + 1)) {
    const isBig = isLineStart(zero)
    const start = isBig || zero === 0 ? zero : zero - 1
    if (mark && mark.end < start) return mark
    if (bytes.length < start + 4 && !isLast) return { end: start, next: null }
    const zeros = [0, 1, 2, 3].map((at) => bytes[start + at] === 0)
    const [first, second, third, fourth] = zeros
    if (isBig && first && third && !second && !fourth) return { end: start, next: 'utf-16be' }
    if (!isBig && second && fourth && !first && !third) return { end: start, next: 'utf-16le' }
  }
  return mark ?? { end: isLast ? bytes.length : wholeCharacters(bytes), next: null }
}

function markOf(bytes: Uint8Array, isLineStart: (at: number) => boolean): Segment | null {
  for (const first of [0xff, 0xfe])
    for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
      const next = isLineStart(at) ? markAt(bytes, at) : null
      if (next) return { end: at, next }
    }
  return null
}

/** The last character may not be whole, or be the first of UTF-16; the break behind a line is neither. */
function wholeCharacters(bytes: Uint8Array): number {
  let end = bytes.length
  if (bytes[end - 1] === lineFeed) return end
  for (let back = 0; back < 4 && end > 0; back += 1) {
    end -= 1
    if ((bytes[end]! & 0xc0) !== 0x80) break
  }
  return end
}

/** UTF-16 has no longer stretch of bytes that are all printable ASCII by chance. */
const longestChance = 24
/** Nor one that is all UTF-8. */
const longestValid = 16
/** A shorter line of ASCII may be the halves of characters. */
const shortestLine = 5
/** So many bytes without a zero are looked at together. */
const window = 64

/** Where UTF-16 ends: where bytes without zeros begin that read as text as they stand. */
export function endOfUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be', isLast: boolean): Segment {
  const high = encoding === 'utf-16le' ? 1 : 0
  const units = bytes.length - (bytes.length % 2)
  for (let at = markAt(bytes, 0) === encoding ? 2 : 0; at < units; ) {
    const mark = markAt(bytes, at)
    if (mark) return { end: at, next: mark }
    if (bytes[at] === 0 || bytes[at + 1] === 0) {
      at += 2
      continue
    }
    const zero = bytes.subarray(at, at + window).indexOf(0)
    const isOdd = zero >= 0 && zero % 2 !== high
    const isOver = (isOdd ? at + zero + 2 < bytes.length : zero >= 0) || at + window <= bytes.length
    if (!isOver && !isLast) return { end: at, next: null }
    // The byte before a zero is the low one of that unit.
    const end = zero < 0 ? Math.min(at + window, bytes.length) : at + zero - high
    const isShifted = isOdd && bytes[at + zero + 2] === 0
    if (isText(bytes.subarray(at, end), { isLast: zero < 0 && !isOver, isShifted }))
      return { end: at, next: 'utf-8' }
    at += Math.max(2, end - at - ((end - at) % 2))
  }
  if (isLast) return isTail(bytes, units) ? { end: units, next: 'utf-8' } : { end: bytes.length, next: null }
  const isSplit = units > 0 && (bytes[units - 2 + high]! & 0xfc) === 0xd8
  return { end: isSplit ? units - 2 : units, next: null }
}

/** A single byte of ASCII behind the last unit. */
const isTail = (bytes: Uint8Array, units: number): boolean =>
  units < bytes.length && isPrintable(bytes[units])

/**
 * Whether bytes are ASCII or UTF-8 rather than characters of UTF-16 that have no zero byte, such as Chinese ones.
 * `isLast`: the log ends with them. `isShifted`: the zeros behind them are not where they would be in UTF-16.
 */
function isText(run: Uint8Array, { isLast, isShifted }: { isLast: boolean; isShifted: boolean }): boolean {
  if (hasUtf8Mark(run, 0)) return true
  if (isOfOneScript(run)) return false
  if (isUtf8(run)) return true
  let stretch = 0
  for (const byte of run) {
    stretch = isPrintable(byte) ? stretch + 1 : 0
    if (stretch >= longestChance) return true
  }
  const plain = run.findIndex((byte) => !isPrintable(byte))
  const isPlain = plain < 0
  if (isPlain && isLast) return run.length % 2 === 1 || run.at(-1) === lineFeed
  if (isPlain && isShifted && run.at(-1) === lineFeed) return true
  for (
    let at = run.indexOf(lineFeed, shortestLine);
    at > 0 && (isPlain || at < plain);
    at = run.indexOf(lineFeed, at + 1)
  )
    if (at % 2 === 1 || markAt(run, at + 1) || hasUtf8Mark(run, at + 1)) return true
  return false
}

/** Whether bytes up to a mark are UTF-8 without control characters, but for a last character that is not whole. */
function isUtf8(bytes: Uint8Array): boolean {
  const mark = bytes.findIndex((byte) => byte >= 0xfe)
  const text = mark < 0 ? bytes : bytes.subarray(0, mark)
  if (text.length < longestValid || text.some((byte) => byte < 0x80 && !isPrintable(byte))) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(text, { stream: true })
    return true
  } catch {
    return false
  }
}

const hasUtf8Mark = (bytes: Uint8Array, at: number): boolean =>
  utf8Mark.every((byte, index) => bytes[at + index] === byte)
