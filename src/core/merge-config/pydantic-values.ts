/** What pydantic takes for true or false, also in words and figures; null for anything else. */
export function booleanOf(value: unknown): boolean | null {
  const word = String(value).toLowerCase()
  if (value === true || value === 1 || (typeof value === 'string' && yes.includes(word))) return true
  if (value === false || value === 0 || (typeof value === 'string' && no.includes(word))) return false
  return null
}

const yes = ['1', 'on', 't', 'true', 'y', 'yes']
const no = ['0', 'off', 'f', 'false', 'n', 'no']
