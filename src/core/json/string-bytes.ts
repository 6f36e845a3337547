const encoder = new TextEncoder()
const named: Readonly<Record<number, number>> = {
  34: 0x22,
  92: 0x5c,
  47: 0x2f,
  98: 0x08,
  102: 0x0c,
  110: 0x0a,
  114: 0x0d,
  116: 0x09,
}

/** Whether `\` followed by this byte is an escape of JSON, `\u` apart. */
export function isShortEscape(byte: number): boolean {
  return named[byte] !== undefined
}

/** The four hex digits at `at`, or -1. */
export function hexAt(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let i = at; i < at + 4; i++) {
    const byte = bytes[i] ?? 0
    const lower = byte | 0x20
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57
    else return -1
  }
  return value
}

/**
 * Writes the text of a JSON string, whose grammar has been checked, as UTF-8 into `target` from `to` on.
 * Returns where it ends. The text is never longer than its notation, `end - start`.
 */
export function copyStringBytes(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  to: number,
): number {
  let out = to
  let at = start
  while (at < end) {
    const byte = source[at++]!
    if (byte !== 0x5c) {
      target[out++] = byte
      continue
    }
    const letter = source[at++]!
    if (letter !== 0x75) {
      target[out++] = named[letter]!
      continue
    }
    let code = hexAt(source, at)
    at += 4
    if (code >= 0xd800 && code < 0xdc00) {
      code = 0x10000 + ((code - 0xd800) << 10) + hexAt(source, at + 2) - 0xdc00
      at += 6
    }
    out += encoder.encodeInto(String.fromCodePoint(code), target.subarray(out)).written
  }
  return out
}
