const hidden = /[\p{C}\p{Zl}\p{Zp}\p{M}\p{Default_Ignorable_Code_Point}]/gu

/**
 * A value as JSON in which every character that a terminal would not draw in its place is an escape: the same value
 * for whoever reads it, and harmless for whoever looks at it. (JSON itself escapes but a few control characters.)
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(hidden, (char) =>
    char === '\n' ? char : [...Array(char.length).keys()].map((at) => unit(char.charCodeAt(at))).join(''),
  )
}

const unit = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`
