import { rounded } from '../text/rounded.ts'
import { isRawObject } from './raw-values.ts'

const sameFunction: Readonly<Record<string, string>> = {
  swish: 'silu',
  gelu_new: 'gelu_pytorch_tanh',
  gelu_fast: 'gelu_pytorch_tanh',
}

/** A value of a field as a text; equal texts mean the same. null: it says nothing. */
export function meaningText(name: string, value: unknown): string | null {
  if (name === 'id2label' && isRawObject(value) && Object.entries(value).every(isNumbered)) return null
  if (typeof value === 'string') {
    if (name === 'pos_att_type') return JSON.stringify(value.split('|'))
    return /act/.test(name) ? (sameFunction[value] ?? value) : value
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value === null ? 'none' : JSON.stringify(asFloats(value))
}

/** transformers numbers labels that nobody has named. */
const isNumbered = ([id, label]: [string, unknown]): boolean => label === `LABEL_${id}`

/** With numbers as float32 has them, by way of which some files were written, and keys in one order. */
function asFloats(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) ? rounded(Math.fround(value), 7) : String(value)
  if (Array.isArray(value)) return value.map(asFloats)
  if (!isRawObject(value)) return value
  const entries = Object.entries(value).map(([key, each]) => [key, asFloats(each)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
