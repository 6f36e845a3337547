import { quote } from '../json/quote.ts'
import { WrittenNumber } from '../json/written-number.ts'
import { isRawObject, type RawObject } from './raw-values.ts'

/** config.json with its numbers as they are written. */
export type WrittenConfig = RawObject

/** A value that transformers refuses, and the exception that it raises. */
export interface ConfigFault {
  readonly message: string
  readonly raises: string
  /** transformers 4 refuses it, too. */
  readonly shared?: true
  /** It is no more than a `model_type` that our table does not have. */
  readonly unknownType?: string
}

export const isMapping = (value: unknown): value is RawObject =>
  isRawObject(value) && !(value instanceof WrittenNumber)

const isWhole = (value: unknown) => value instanceof WrittenNumber && value.isWhole
const isFloat = (value: unknown) => value instanceof WrittenNumber && !value.isWhole
const listOf = (fits: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(fits)

/** The kinds of values by their letters in config-fields-5.ts and -4.ts. */
const kinds: Readonly<Record<string, { fits: (value: unknown) => boolean; expected: string }>> = {
  i: { fits: isWhole, expected: 'a whole number' },
  f: { fits: isFloat, expected: 'a number with a decimal point' },
  p: {
    fits: (value) =>
      isFloat(value) &&
      Number((value as WrittenNumber).text) >= 0 &&
      Number((value as WrittenNumber).text) <= 1,
    expected: 'a number with a decimal point from 0.0 to 1.0',
  },
  h: { fits: isWhole, expected: 'a whole number' },
  b: { fits: (value) => typeof value === 'boolean', expected: 'true or false' },
  s: { fits: (value) => typeof value === 'string', expected: 'text' },
  d: { fits: isMapping, expected: 'a mapping' },
  r: { fits: isMapping, expected: 'a mapping' },
  L: { fits: Array.isArray, expected: 'a list' },
  I: { fits: listOf(isWhole), expected: 'a list of whole numbers' },
  F: { fits: listOf(isFloat), expected: 'a list of numbers with decimal points' },
  B: { fits: listOf((item) => typeof item === 'boolean'), expected: 'a list of true and false' },
  S: { fits: listOf((item) => typeof item === 'string'), expected: 'a list of text' },
  y: { fits: listOf((item) => typeof item === 'string'), expected: 'a list of text' },
  '0': { fits: (value) => value === null, expected: 'null' },
}

/** Whether a field with these letters takes the value. */
export const takes = (letters: string, value: unknown): boolean =>
  [...letters].some((letter) => kinds[letter]?.fits(value))

/** What a field with these letters takes, in words. */
export function wanted(letters: string): string {
  const words = letters.includes('f') && letters.includes('i') ? `${letters.replace(/[fi]/g, '')}n` : letters
  const expected = [...words].map((letter) => (letter === 'n' ? 'a number' : kinds[letter]!.expected))
  // null comes first among the letters, and last in a sentence.
  const ordered = expected[0] === 'null' ? [...expected.slice(1), 'null'] : expected
  return ordered.join(' or ')
}

/** A value of config.json for a message. */
export function written(value: unknown): string {
  if (value instanceof WrittenNumber) return quote(value.text).slice(1, -1)
  if (typeof value === 'string') return `the text ${quote(value)}`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'this list'
  return isMapping(value) ? 'a mapping' : String(value)
}

/** Of a field that has another value than it takes. */
export function refusal(
  name: string,
  expected: string,
  value: unknown,
  raises = 'StrictDataclassFieldValidationError',
): ConfigFault {
  return { message: `${name} must be ${expected}, not ${written(value)}`, raises }
}
