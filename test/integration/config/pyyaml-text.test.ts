import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pyYamlText } from '../../../src/core/merge-config/pyyaml-text.ts'
import { askConfigReference } from '../../support/config-reference.ts'
import { asAnswered } from '../../support/config-values.ts'

/** The form in which the reference answers: text by its code points, so that halves of a pair show. */
function exact(value: unknown): unknown {
  if (value instanceof Map) return ['map', ...[...value].map(([key, item]) => [exact(key), exact(item)])]
  if (Array.isArray(value)) return ['list', ...value.map(exact)]
  if (typeof value === 'string') return ['text', ...[...value].map((char) => char.codePointAt(0)!)]
  if (typeof value === 'number') return ['number', value + 0]
  return ['plain', value]
}

/** Every character that some YAML takes for more than itself, and some that are only unusual. */
const codes = [
  ...Array(0xa1).keys(),
  0x2028,
  0x2029,
  0xd800,
  0xdfff,
  0xfeff,
  0xfffe,
  0xffff,
  0x1f600,
  0x10ffff,
]
const single = codes.map((code) => String.fromCodePoint(code))

const lookAlikes =
  `yes no on off y n true True FALSE null Null ~ = << - ? : , [ ] { } # & * ! | > ' " % @ \` 1_000 0o7 012 0x1F
  0b1 1:30 190:20:30 1e3 1e-7 1.0e+3 .5 . .. ... --- .inf -.inf .nan .NaN Infinity nan 2001-01-01 2001-01-01T00:00:00Z
  +1 -1 0 00 08 e5 !!str !tag &a *a a:b a#b #a - a, org/name org/name@rev a+b B:\\12B /data/x ./x ../x ~/x`.split(
    /\s+/,
  )

const spaced = [
  ' a',
  'a ',
  ' ',
  '',
  'a: b',
  'a #b',
  '- a',
  '? a',
  'a\n',
  '\na',
  'a\n\n b\n',
  '\ta',
  'a\t\n\tb',
  'a\r\nb',
  'x '.repeat(3000),
]
const template = "{%- for m in messages %}\n\t{{ m['content'] }}\u2028{% endfor %}\n```\n\u001b[31m\u0000"
const longKeys = [1000, 1022, 1023, 1024, 1025, 1100].map((length) => 'k'.repeat(length))

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.constantFrom(...single, ...lookAlikes), { maxLength: 6 }).map((parts) => parts.join('')),
  fc.constantFrom(...lookAlikes, ...spaced),
)
const anyValue = fc.oneof(anyText, fc.double(), fc.integer(), fc.boolean())

test('whatever the characters, PyYAML reads the very values back', () => {
  const tables = [single, single.map((char) => `a${char}b`), lookAlikes, spaced, longKeys, [template]]
  const documents = [
    ...tables.flatMap((texts) => [texts, new Map(texts.map((text) => [text, text]))]),
    [1e-7, 1e21, -1e-300, 0.1, -0, 5e-324, Number.MAX_VALUE, Infinity, -Infinity, Number.NaN, 1e20],
    ...fc.sample(
      fc.oneof(
        fc.array(anyValue, { minLength: 1, maxLength: 5 }),
        fc
          .array(fc.tuple(anyText, fc.oneof(anyValue, fc.array(anyText, { maxLength: 3 }))), {
            minLength: 1,
            maxLength: 5,
          })
          .map((entries) => new Map(entries)),
      ),
      { numRuns: 600, seed: 7 },
    ),
  ]
  const answers = askConfigReference(
    documents.map((document) => ({ ask: 'values', text: pyYamlText(document) })),
  )
  for (const [at, document] of documents.entries()) {
    const answer = answers[at]!
    expect('ok' in answer ? asAnswered(answer.ok) : answer).toEqual(exact(document))
  }
})
