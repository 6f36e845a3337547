export type LogEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

const sample = 512
/** Another encoding may follow behind them already. */
const few = 16
/** Bytes of a whole line, which tell; fewer may be anything. */
const line = 64
/** The order of UTF-16 by which byte of a unit is the high one. */
const orders = ['utf-16be', 'utf-16le'] as const

/** The order that a byte order mark at an index tells; null where there is none. */
export function markAt(bytes: Uint8Array, at: number): 'utf-16le' | 'utf-16be' | null {
  if (bytes[at] === 0xff && bytes[at + 1] === 0xfe) return 'utf-16le'
  return bytes[at] === 0xfe && bytes[at + 1] === 0xff ? 'utf-16be' : null
}

/** Whether more bytes would tell nothing new of what a log begins in. */
export function isTold(bytes: Uint8Array): boolean {
  if (markAt(bytes, 0) || bytes.length >= sample) return true
  return bytes.length >= line && bytes.includes(0x0a) && faultsOfUtf8(bytes) === 0
}

/**
 * What the start of a log is in. Of UTF-16 without mark, every other byte is zero wherever the text is ASCII; in another
 * script, it is that in which the fewest bytes make no text.
 */
export function encodingOf(bytes: Uint8Array): LogEncoding {
  const start = bytes.subarray(0, sample)
  return (
    markAt(bytes, 0) ??
    orderOfZeros(start.subarray(0, few)) ??
    orderOfZeros(start) ??
    orderOfScript(start) ??
    'utf-8'
  )
}

function orderOfZeros(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [even, odd] = halves(bytes).map((half) => half.filter((byte) => byte === 0).length) as [
    number,
    number,
  ]
  const starts = (parity: 0 | 1) => bytes[parity] === 0 || bytes[parity + 2] === 0
  if (starts(1) && odd > bytes.length / 5 && odd > 8 * even) return 'utf-16le'
  return starts(0) && even > bytes.length / 5 && even > 8 * odd ? 'utf-16be' : null
}

/** Any script has fewer high bytes than low ones, and a line, or a space, has a zero among them. */
function orderOfScript(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [even, odd] = halves(bytes)
  const order = new Set(even).size < new Set(odd).size ? 0 : 1
  const apart = bytes.filter((_, at) => bytes[at - (at % 2)] !== 0 && bytes[at - (at % 2) + 1] !== 0)
  if ((order ? odd : even)!.includes(0) && isOfOneScript(apart)) return orders[order]
  if (bytes.length < line) return null
  return 2 * faultsOfUtf16(bytes, orders[order]) < faultsOfUtf8(bytes) ? orders[order] : null
}

/** Whether every other byte is the same or one of two: the high ones of letters of one script, and no text in ASCII. */
export function isOfOneScript(bytes: Uint8Array): boolean {
  const [even, odd] = halves(bytes).map((half) => new Set(half)) as [Set<number>, Set<number>]
  const [high, low] = even.size < odd.size ? [even, odd] : [odd, even]
  return bytes.length > 2 && high.size <= 2 && (low.size > 3 || [...high].every((byte) => !low.has(byte)))
}

const halves = (bytes: Uint8Array): readonly Uint8Array[] =>
  [0, 1].map((parity) => bytes.filter((_, at) => at % 2 === parity))

/** Bytes that are none of UTF-8, and control characters, of which a text has no zero. */
function faultsOfUtf8(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true })
  return (text.match(/[\ufffd\0-\x08\x0e-\x1a]/g) ?? []).length
}

/** Bytes of characters that nobody writes, or that are two letters of ASCII. */
function faultsOfUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): number {
  const text = new TextDecoder(encoding).decode(bytes, { stream: true })
  const unwritten = text.match(/[\p{Cn}\p{Co}\p{Cs}\ufffd\0-\x08\x0e-\x1a]/gu) ?? []
  const pairs = (text.match(/[\u2020-\u7e7e]/g) ?? []).filter((character) => {
    const low = character.charCodeAt(0) & 0xff
    return low >= 0x20 && low < 0x7f
  })
  return unwritten.length + pairs.length
}
