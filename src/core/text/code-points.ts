/** How long Python says that a text is: `len` counts an emoji once, where `length` here counts it twice. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
