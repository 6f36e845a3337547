/** Compares dotted versions by their numbers; suffixes such as `+cpu`, `rc1` and `.dev0` do not count. */
export function atLeast(version: string, wanted: string): boolean {
  const numbers = (text: string) =>
    text
      .split('+')[0]!
      .split('.')
      .map((part) => Number.parseInt(part, 10) || 0)
  const [have, want] = [numbers(version), numbers(wanted)]
  for (let n = 0; n < Math.max(have.length, want.length); n++) {
    const difference = (have[n] ?? 0) - (want[n] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
