import { createHash } from 'node:crypto'

/** Bytes of a name on nearly every file system. */
const most = 255

/**
 * A name made of another one that leaves `room` bytes for what is put at its end. Where it would be too long, the inner
 * name is cut, and a hash of it keeps it from being taken for another.
 */
export function besideName(before: string, name: string, after: string, room: number): string {
  const whole = `${before}${name}${after}`
  if (bytes(whole) + room <= most) return whole
  const end = `~${createHash('sha256').update(name).digest('hex').slice(0, 8)}${after}`
  let cut = before
  for (const letter of name) {
    if (bytes(cut + letter + end) + room > most) break
    cut += letter
  }
  return cut + end
}

const bytes = (text: string): number => Buffer.byteLength(text)
