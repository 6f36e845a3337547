import { InvalidArgumentError } from 'commander'

const powers: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4 }

/** `512M`, `5GB`, `2GiB` (which counts in 1024s), mergekit's `5B` (billions): bytes, for commander. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?)b?|(b))?$/i.exec(text.trim())
  const [, number = '0', letter, binary, billions] = match ?? []
  const factor = billions ? 1e9 : letter ? (binary ? 1024 : 1000) ** powers[letter.toLowerCase()]! : 1
  const value = Math.round(Number(number) * factor)
  if (value <= 0) throw new InvalidArgumentError('write a size such as 512M or 5G.')
  return value
}

/** A whole number from 1 on, for commander. */
export function parseCount(text: string): number {
  const count = parseWhole(text)
  if (count < 1) throw new InvalidArgumentError('write 1 or more.')
  return count
}

/** A whole number, for commander; none that a number of JavaScript would round. */
export function parseWhole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('write a whole number.')
  const value = Number(text)
  if (!Number.isSafeInteger(value))
    throw new InvalidArgumentError(`write a whole number up to ${Number.MAX_SAFE_INTEGER}.`)
  return value
}
