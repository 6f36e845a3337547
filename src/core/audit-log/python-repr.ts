const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
}

/**
 * The text of a Python string literal as `repr` writes it (`'a\n'`, `"it's"`), or null when the text does
 * not start with one. Returns the value and the length of the literal.
 */
export function readPythonRepr(text: string): { value: string; length: number } | null {
  const quote = text[0]
  if (quote !== "'" && quote !== '"') return null
  let value = ''
  for (let at = 1; at < text.length; at += 1) {
    const char = text[at]!
    if (char === quote) return { value, length: at + 1 }
    if (char !== '\\') {
      value += char
      continue
    }
    const kind = text[at + 1] ?? ''
    const width = { x: 2, u: 4, U: 8 }[kind]
    const code = width === undefined ? Number.NaN : Number.parseInt(text.slice(at + 2, at + 2 + width), 16)
    if (width !== undefined && code <= 0x10ffff) {
      value += String.fromCodePoint(code)
      at += 1 + width
    } else {
      value += escapes[kind] ?? `\\${kind}`
      at += 1
    }
  }
  return null
}
