export type LogEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

const sample = 512

/** The order that a byte order mark at an index tells; null where there is none. */
export function markAt(bytes: Uint8Array, at: number): 'utf-16le' | 'utf-16be' | null {
  if (bytes[at] === 0xff && bytes[at + 1] === 0xfe) return 'utf-16le'
  return bytes[at] === 0xfe && bytes[at + 1] === 0xff ? 'utf-16be' : null
}

/**
 * What the start of a log is in. Of UTF-16 without mark, every other byte is zero wherever the text is ASCII, as most
 * of a log is, its start above all.
 */
export function encodingOf(bytes: Uint8Array): LogEncoding {
  const mark = markAt(bytes, 0)
  if (mark) return mark
  const zeros: [even: number, odd: number] = [0, 0]
  const length = Math.min(bytes.length, sample)
  for (let at = 0; at < length; at += 1) if (bytes[at] === 0) zeros[at % 2 === 0 ? 0 : 1] += 1
  const [even, odd] = zeros
  const starts = (parity: 0 | 1) => bytes[parity] === 0 || bytes[parity + 2] === 0
  if (starts(1) && odd > length / 5 && odd > 8 * even) return 'utf-16le'
  return starts(0) && even > length / 5 && even > 8 * odd ? 'utf-16be' : 'utf-8'
}
