import { InvalidArgumentError } from 'commander'
import { bytesIn, wholeIn } from '../core/text/sizes.ts'

/** `512M`, `5GB`, `2GiB`, mergekit's `5B`: bytes, for commander. */
export function parseSize(text: string): number {
  const value = bytesIn(text)
  if (value === null) throw new InvalidArgumentError('write a size such as 512M or 5G.')
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
  const value = wholeIn(text)
  if (value === null) throw new InvalidArgumentError(`write a whole number up to ${Number.MAX_SAFE_INTEGER}.`)
  return value
}
