const space = /\s/

const isSpace = (char: string | undefined): boolean =>
  char !== undefined && (char === ' ' || space.test(char))

/** Where a match ends: an index, `cut` where the text is over too early, or `no`. */
export type Match = number | 'cut' | 'no'

/**
 * Whether `words`, written without any space, stand in the text from `at` on. White space in the text does not
 * count: a terminal or a logging handler may have broken the line anywhere and indented what follows.
 */
export function matchWords(text: string, at: number, words: string): Match {
  let index = at
  for (const char of words) {
    while (isSpace(text[index])) index += 1
    if (index >= text.length) return 'cut'
    if (text[index] !== char) return 'no'
    index += 1
  }
  return index
}

/** A whole number from `at` on, its digits perhaps parted by a line break. */
export function matchNumber(text: string, at: number): { value: number; end: number } | null {
  let [digits, end] = ['', at]
  for (let index = at; index < text.length && digits.length < 20; index += 1) {
    const char = text[index]!
    if (isSpace(char)) continue
    if (!(char >= '0' && char <= '9') && !(digits === '' && char === '-')) break
    digits += char
    end = index + 1
  }
  const value = Number(digits)
  return digits !== '' && Number.isSafeInteger(value) ? { value, end } : null
}

/** Words and numbers (`#`) in turn, from `at` on; the numbers and where it ends, or null. */
export function matchPattern(
  text: string,
  at: number,
  pattern: readonly string[],
): { numbers: readonly number[]; end: number } | null {
  const numbers: number[] = []
  let end = at
  for (const part of pattern) {
    if (part === '#') {
      const number = matchNumber(text, end)
      if (!number) return null
      numbers.push(number.value)
      end = number.end
    } else {
      const matchEnd = matchWords(text, end, part)
      if (typeof matchEnd !== 'number') return null
      end = matchEnd
    }
  }
  return { numbers, end }
}
