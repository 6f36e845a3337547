/** What pydantic takes for true or false, also in words and figures; null for anything else. */
export function booleanOf(value: unknown): boolean | null {
  const word = String(value).toLowerCase()
  if (value === true || value === 1 || (typeof value === 'string' && yes.includes(word))) return true
  if (value === false || value === 0 || (typeof value === 'string' && no.includes(word))) return false
  return null
}

const yes = ['1', 'on', 't', 'true', 'y', 'yes']
const no = ['0', 'off', 'f', 'false', 'n', 'no']

/** What pydantic takes for a whole number: true is 1, and figures in text count; null for anything else. */
export function integerOf(value: unknown): number | null {
  const number =
    typeof value === 'string' && /^[-+]?\d+(?:_\d+)*(?:\.0+)?$/.test(value.trim())
      ? Number(withoutLines(value))
      : typeof value === 'boolean'
        ? Number(value)
        : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number + 0 : null
}

/** What pydantic takes for a number; null for anything else. */
export function floatOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'string') return null
  const text = value.trim().toLowerCase()
  if (/^[-+]?(?:inf|infinity|nan)$/.test(text))
    return Number(text.replace(/inf(?:inity)?/, 'Infinity').replace(/^[-+]?nan$/, 'NaN'))
  return /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/.test(text)
    ? Number(withoutLines(text))
    : null
}

const withoutLines = (text: string): string => text.replaceAll('_', '')
