import { InvalidArgumentError } from 'commander'

const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, b: 1e9, t: 1e12 }

/** `512M`, `5G`, mergekit's `5B` (billions): bytes as a whole number, for commander. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgbt]?)(?:i?b)?$/i.exec(text.trim())
  const factor = match && factors[match[2]!.toLowerCase()]
  const value = match && factor ? Math.round(Number(match[1]) * factor) : 0
  if (value <= 0) throw new InvalidArgumentError('write a size such as 512M or 5G.')
  return value
}

/** A whole number, for commander. */
export function parseWhole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('write a whole number.')
  return Number(text)
}
