/** Digits of a number that Python reads from text at all. */
const mostDigits = 4300

const digits = (text: string): string => text.replaceAll('_', '').trim()
const sign = (text: string): number => (/^\s*-/.test(text) ? -1 : 1)

/** `1:30` is 90, and `1:30.5` is 90.5. */
const sixties = (text: string): number =>
  text.split(':').reduce((total, part) => total * 60 + Number(part), 0)

/** A whole number as PyYAML reads it once it takes a text for one; null where it fails. */
export function pyYamlInteger(text: string): number | null {
  const plain = digits(text).replace(/^[-+]/, '')
  if (/^0b[01]+$|^0x[\da-f]+$/i.test(plain)) return /^0[bx]/.test(plain) ? sign(text) * Number(plain) : null
  if (plain.length > mostDigits) return null
  if (/^0[0-7]*$/.test(plain)) return sign(text) * Number(`0o${plain}`)
  if (/^[1-9]\d*(?::\d+)*$/.test(plain)) return sign(text) * sixties(plain)
  return null
}

/** A number as PyYAML reads it once it takes a text for one; null where it fails. */
export function pyYamlFloat(text: string): number | null {
  const plain = digits(text).toLowerCase().replace(/^[-+]/, '')
  if (/^\.?nan$/.test(plain)) return Number.NaN
  if (/^(?:\.inf|inf|infinity)$/.test(plain)) return sign(text) * Number.POSITIVE_INFINITY
  const number = /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/
  return plain.split(':').every((part) => number.test(part)) ? sign(text) * sixties(plain) : null
}

const pieces =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+](\d\d?)(?::(\d\d))?))?)?$/

/** Whether a text is a date that the calendar knows; on any other PyYAML fails. */
export function isDate(text: string): boolean {
  const match = pieces.exec(text.replace(/\n$/, ''))
  if (!match) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] = match
    .slice(1)
    .map((piece) => Number(piece ?? 0))
  const date = new Date(Date.UTC(2000, 0, 1))
  date.setUTCFullYear(year, month - 1, day)
  const stands = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return year > 0 && stands && hour < 24 && minute < 60 && second < 60 && zoneHour * 60 + zoneMinute < 24 * 60
}

/** Whether Python decodes a text as base64: it skips foreign characters, and stops at the padding of a last group. */
export function isBase64(text: string): boolean {
  if (/[^\0-\x7f]/.test(text)) return false
  let [inGroup, padding] = [0, 0]
  for (const char of text)
    if (char === '=') {
      padding += 1
      if (inGroup >= 2 && inGroup + padding >= 4) return true
    } else if (/[\w+/]/.test(char) && char !== '_') {
      inGroup = (inGroup + 1) % 4
      padding = 0
    }
  return inGroup === 0
}
