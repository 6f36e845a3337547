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
 * What only a part of a character looks like: its first byte and some of the others, or others alone. One letter alone
 * may also be a letter of another kind of vocabulary (`ä`), and is told as that.
 */
const broken = /[à-ð][¡-¬®-¿Ģ-Ń]|[¡-¬®-¿Ģ-Ń][Ģ-Ń]|[Ģ-Ń][¡-¬®-¿]/

/**
 * A token as people write it: `çľĭçĿĢ` of a byte-level vocabulary is 看着, and what is only a part of a character is
 * its bytes: `<0xE4><0xBD>`. A token of another kind stays as it is.
 */
export function readableToken(token: string): string {
  const bytes: number[] = []
  for (const char of token) {
    const byte = byteOf.get(char)
    if (byte === undefined) return token
    bytes.push(byte)
  }
  return decoded(bytes) ?? (broken.test(token) ? textAndBytes(bytes) : token)
}

/** The characters that are whole, and the bytes of the others. */
function textAndBytes(bytes: readonly number[]): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    const whole = decoded(bytes.slice(at, at + length))
    parts.push(whole ?? `<0x${first.toString(16).toUpperCase().padStart(2, '0')}>`)
    at += whole === null ? 1 : length
  }
  return parts.join('')
}

function decoded(bytes: readonly number[]): string | null {
  try {
    return utf8.decode(Uint8Array.from(bytes))
  } catch {
    return null
  }
}

/** A token as it may be drawn on a terminal. */
export const printableToken = (token: string): string => printable(readableToken(token))

/** The same in quotes, in a sentence. */
export const quotedToken = (token: string): string => JSON.stringify(readableToken(token))
