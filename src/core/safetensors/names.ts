/**
 * Why a tensor must not bear this name, or null. The format allows any text; names become keys, lines of a
 * log and file names, so what could deceive there is refused.
 */
export function nameProblem(name: string): string | null {
  if (name === '') return 'is empty'
  if (name === '__proto__') return 'is __proto__'
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) return 'holds control characters'
  if (/^[/\\]|(^|[/\\])\.\.([/\\]|$)/.test(name)) return 'is a path that leaves its folder'
  return null
}
