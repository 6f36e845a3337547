import { quote } from '../json/quote.ts'
import { WrittenNumber } from '../json/written-number.ts'
import { isRawObject, type RawObject } from './raw-values.ts'

/** config.json with its numbers as they are written. */
export type WrittenConfig = RawObject

/** A value that transformers refuses, and the exception that it raises. */
export interface ConfigFault {
  readonly message: string
  readonly raises: string
}

export const isMapping = (value: unknown): value is RawObject =>
  isRawObject(value) && !(value instanceof WrittenNumber)

const isWhole = (value: unknown) => value instanceof WrittenNumber && value.isWhole
const isFloat = (value: unknown) => value instanceof WrittenNumber && !value.isWhole
const listOf = (fits: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(fits)

/** The kinds of values by their letters in config-fields.ts. */
const kinds: Readonly<Record<string, { fits: (value: unknown) => boolean; wish: string }>> = {
  i: { fits: isWhole, wish: 'a whole number' },
  f: { fits: isFloat, wish: 'a number with a decimal point' },
  p: {
    fits: (value) =>
      isFloat(value) &&
      Number((value as WrittenNumber).text) >= 0 &&
      Number((value as WrittenNumber).text) <= 1,
    wish: 'a number with a decimal point from 0.0 to 1.0',
  },
  h: { fits: isWhole, wish: 'a whole number' },
  b: { fits: (value) => typeof value === 'boolean', wish: 'true or false' },
  s: { fits: (value) => typeof value === 'string', wish: 'text' },
  d: { fits: isMapping, wish: 'a mapping' },
  L: { fits: Array.isArray, wish: 'a list' },
  I: { fits: listOf(isWhole), wish: 'a list of whole numbers' },
  F: { fits: listOf(isFloat), wish: 'a list of numbers with decimal points' },
  B: { fits: listOf((item) => typeof item === 'boolean'), wish: 'a list of true and false' },
  S: { fits: listOf((item) => typeof item === 'string'), wish: 'a list of text' },
  '0': { fits: (value) => value === null, wish: 'null' },
}

/** Whether a field with these letters takes the value. */
export const takes = (letters: string, value: unknown): boolean =>
  [...letters].some((letter) => kinds[letter]?.fits(value))

/** What a field with these letters takes, in words. */
export function wanted(letters: string): string {
  const words = letters.includes('f') && letters.includes('i') ? `${letters.replace(/[fi]/g, '')}n` : letters
  const wishes = [...words].map((letter) => (letter === 'n' ? 'a number' : kinds[letter]!.wish))
  // null comes first among the letters, and last in a sentence.
  const ordered = wishes[0] === 'null' ? [...wishes.slice(1), 'null'] : wishes
  return ordered.join(' or ')
}

/** A value of config.json for a message. */
export function written(value: unknown): string {
  if (value instanceof WrittenNumber) return quote(value.text).slice(1, -1)
  if (typeof value === 'string') return `the text ${quote(value)}`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'this list'
  return isMapping(value) ? 'a mapping' : String(value)
}
