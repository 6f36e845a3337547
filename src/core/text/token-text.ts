import { printable } from './printable.ts'

/**
 * Byte-level vocabularies write each byte as one character: printable ones as they are, the rest from
 * U+0100 on, in the order of the bytes. (The alphabet of GPT-2, which Tekken uses too.)
 */
const byteOf = new Map<string, number>()
for (let byte = 0, shifted = 0x100; byte < 256; byte++) {
  const plain = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174
  byteOf.set(String.fromCharCode(plain ? byte : shifted++), byte)
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A token as people write it: `çľĭçĿĢ` of a byte-level vocabulary is 看着. A token that is no such text, or
 * only a part of a character, stays as it is.
 */
export function readableToken(token: string): string {
  const bytes: number[] = []
  for (const char of token) {
    const byte = byteOf.get(char)
    if (byte === undefined) return token
    bytes.push(byte)
  }
  try {
    return utf8.decode(Uint8Array.from(bytes))
  } catch {
    return token
  }
}

/** A token as it may be drawn on a terminal. */
export const printableToken = (token: string): string => printable(readableToken(token))

/** The same in quotes, in a sentence. */
export const quotedToken = (token: string): string => JSON.stringify(readableToken(token))
