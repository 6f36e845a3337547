const powers: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4 }

/** Bytes of `512M`, `5GB`, `2GiB` (which counts in 1024s), mergekit's `5B` (billions); null for what is not a size. */
export function bytesIn(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?)b?|(b))?$/i.exec(text.trim())
  const [, number = '0', letter, binary, billions] = match ?? []
  const factor = billions ? 1e9 : letter ? (binary ? 1024 : 1000) ** powers[letter.toLowerCase()]! : 1
  const value = Math.round(Number(number) * factor)
  return value > 0 ? value : null
}

/** Whole billions of bytes as they are typed: `2G`. */
export const typedSize = (bytes: number): string => `${bytes / 1e9}G`

/** A whole number, none that a number of JavaScript would round; null for anything else. */
export function wholeIn(text: string): number | null {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : null
}
