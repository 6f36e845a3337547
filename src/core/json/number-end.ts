import { JsonError } from './json-error.ts'

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/** Where the number that starts at `start` ends. Throws JsonError when it is not one. */
export function numberEnd(bytes: Uint8Array, start: number): number {
  const leading = bytes[start] === 0x2d ? start + 1 : start
  let at = digitsEnd(bytes, leading, start)
  if (bytes[leading] === 0x30 && at > leading + 1) throw new JsonError('a number with a leading zero', start)
  if (bytes[at] === 0x2e) at = digitsEnd(bytes, at + 1, start)
  if (((bytes[at] ?? 0) | 0x20) !== 0x65) return at
  const sign = bytes[at + 1]
  return digitsEnd(bytes, sign === 0x2b || sign === 0x2d ? at + 2 : at + 1, start)
}

function digitsEnd(bytes: Uint8Array, from: number, start: number): number {
  let at = from
  while (isDigit(bytes[at])) at++
  if (at === from) throw new JsonError('half a number', start)
  return at
}
