import { type Scalar, type ScalarTag, stringify } from 'yaml'

/** Names and paths that no YAML takes for anything but text; all other text is quoted. */
const plain = /^[./]*[A-Za-z][\w./@+-]*$/
const reserved = /^\.?(y|n|yes|no|true|false|on|off|null|nan|inf)$/i

/**
 * A document of maps, lists, text, numbers and booleans as YAML that PyYAML reads back as the same values,
 * whatever the characters. PyYAML refuses raw control characters, takes U+0085, U+2028 and U+2029 for line
 * breaks, and folds lines; so text is either plainly a name, or stands in double quotes on one line with
 * everything escaped that is no letter, mark, digit, punctuation or symbol.
 */
export function pyYamlText(document: unknown): string {
  return stringify(document, {
    version: '1.1',
    lineWidth: 0,
    aliasDuplicateObjects: false,
    customTags: () => ['map', 'seq', 'null', 'bool', text, number],
  })
}

const text: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: (value) => typeof value === 'string',
  resolve: (value) => value,
  stringify: ({ value }: Scalar) => quoteWherePyYamlNeedsIt(value as string),
}

const number: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number',
  resolve: (value) => value,
  stringify: ({ value }: Scalar) => numberText(value as number),
}

function quoteWherePyYamlNeedsIt(value: string): string {
  if (plain.test(value) && !reserved.test(value)) return value
  return `"${value.replaceAll(/["\\]|[^ \p{L}\p{M}\p{N}\p{P}\p{S}]/gu, escaped)}"`
}

/** Beyond U+FFFF YAML has `\U`; a pair of `\u`, as JSON writes it, would stay two halves in Python. */
function escaped(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`
  if (char === '\n') return '\\n'
  if (char === '\t') return '\\t'
  const code = char.codePointAt(0)!
  const hex = code.toString(16)
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}

/** YAML 1.1 takes `1e-7` for text: a number with an exponent needs a point. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value < 0 ? '-.inf' : '.inf'
  const digits = String(value)
  return digits.includes('.') ? digits : digits.replace('e', '.0e')
}
