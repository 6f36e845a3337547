import { isRawObject } from '../model/raw-values.ts'

/**
 * A number as the text has it: to Python `32` and `32.0` are of two types, and NaN and Infinity are numbers.
 */
export class WrittenNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }

  get isWhole(): boolean {
    return /^-?\d+$/.test(this.text)
  }

  /** NaN, Infinity and what overflows have no value. */
  get value(): number | null {
    const value = Number(this.text)
    return Number.isFinite(value) ? value : null
  }
}

/** The same with plain numbers, NaN and the infinities among them. */
export function withPlainNumbers(value: unknown): unknown {
  if (value instanceof WrittenNumber) return Number(value.text)
  if (Array.isArray(value)) return value.map(withPlainNumbers)
  if (!isRawObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withPlainNumbers(each)]))
}
