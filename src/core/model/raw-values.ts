import { mostLayers } from './layer-counts.ts'

export type RawObject = Readonly<Record<string, unknown>>

export function isRawObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of the first key that is there and not null; own keys only. */
export function firstOf(object: RawObject, keys: readonly string[]): unknown {
  for (const key of keys) if (Object.hasOwn(object, key) && object[key] != null) return object[key]
  return null
}

/** A whole number of at least 0, else null. */
export function asCount(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null
}

/** A number of layers, else null. */
export function asLayers(value: unknown): number | null {
  const count = asCount(value)
  return count !== null && count <= mostLayers ? count : null
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** An id or a list of ids; what is no id is left out. */
export function asIds(value: unknown): number[] {
  return (Array.isArray(value) ? value : [value]).map(asCount).filter((id) => id !== null)
}

export function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
