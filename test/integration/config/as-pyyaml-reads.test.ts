import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askConfigReference } from '../../support/config-reference.ts'
import { asAnswered, valuesRead } from '../../support/config-values.ts'

/** Every notation that a config may have, from which a stray character makes something else. */
const wholes = [
  `models:
  - model: org/a # the first
    parameters: {weight: [0.1, 0.9], density: [{filter: mlp, value: 0.5}, {value: 0.3}]}
  - model: {model: {path: "/models/a@home", revision: null}}
merge_method: dare_ties
base_model: C:\\models\\b
chat_template: |
  {%- for m in messages %}
\t  {{ m }}

  {% endfor %}
`,
  `%YAML 1.1
---
x: &a {k: 1, l: [1, 2]}
y: *a
z:
  <<: [*a, {m: 2}]
  n: !!int "3"
w: [a: 1, ? b : 2, "q": 3]
? key
: value
s: !!set {a, b}
...
`,
  `text: "dq \\n \\x41
 end\\
  more"
single: 'it''s

  two'
folded: >-
  a
   b

  c
plain: text
  goes on
list:
- 1
- - 2
  - [
a,
b]
`,
  `- yes
- 010
- 1_000
- 12:30:45
- 1e3
- -1.5e+3
- 2001-02-03
- 2001-02-03 10:11:12.5 -05:30
- 0x1F
- .5
- ~
- !!binary aGk=
- !!float 3
- !!bool No
- !!timestamp "2001-01-01"
- =x
- .inf
`,
]

const strays =
  `: :_ - -_ ? ?_ , { } [ ] &x_ *x <<:_ ! !!str_ !!int_ !!null_ !!x_ !!python/object:os.system_ !!omap_ " ' --- ... % @ \` | |2 > >- ~
  0 9 . .nan null = << \\ \\x41 #_ _# _#c "k": yes 12:30 2001-02-30 e+1 0b 0x \uD83D\uDE00 \u00a0 \ufeff`
    .split(/\s+/)
    .filter((each) => each !== '')
    .map((each) => each.replaceAll('_', ' '))
const hostile = [
  '\t',
  '\t# c',
  ' \t',
  '\n',
  '\n\n',
  '\n---\n',
  '\n...\n',
  '\n\t',
  '\r',
  '\r\n',
  '  ',
  'k'.repeat(1030),
  ...'\0\u0007\u001b\u007f\u0080\u0085\u2028\u2029\ufffe\uffff',
]

const stray = fc.record({
  at: fc.nat(1 << 16),
  drop: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(5)),
  put: fc.constantFrom(...strays, ...hostile),
})
const damaged = fc
  .tuple(fc.constantFrom(...wholes), fc.array(stray, { minLength: 1, maxLength: 2 }))
  .map(([whole, edits]) =>
    edits.reduce((text, { at, drop, put }) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + put + text.slice(place + drop)
    }, whole),
  )

/** Every hostile character in a value, a key, a comment, quotes and between words. */
const placed = hostile.flatMap((char) =>
  [`a: b${char}\n`, `a: b${char}c\n`, `a${char}b: c\n`, `a:${char}b\n`, `a: b # c${char}\n`]
    .concat([`a: "b${char}c"\n`, `${char}a: b\n`, `a: [1,${char} 2]\n`, `- a\n-${char}b\n`])
    .concat([`a: |\n  b${char}c\n`, `a: b\n${char}c: d\n`]),
)
const numbers = fc
  .stringMatching(/^[-+]?[0-9._:xbo]{1,6}(?:e[-+]\d)?$/)
  .map((text) => `- ${text}\n- !!int "${text}"\n`)

/** Refused with a sentence of its own where PyYAML makes something of it that nobody means. */
const stricter =
  /\\\r?\n[ \t]*[\r\n\x85]|<<:[^\n]*!|\.\.\.\n\.\.\.|[\u2028\u2029]|&[\w-]+[^\w\s-]|\*[\w-]+:|[[{,]\s*\?\S|\n>-|!(?:<[^>]*>)?\s*:|! /

test('what PyYAML refuses is refused, and what it takes is read as it reads it', () => {
  const texts = [...wholes, ...placed, ...fc.sample(damaged, { numRuns: 700, seed: 3 })].concat(
    fc.sample(numbers, { numRuns: 150, seed: 4 }),
  )
  const answers = askConfigReference(texts.map((text) => ({ ask: 'values', text })))
  let taken = 0
  for (const [at, text] of texts.entries()) {
    const answer = answers[at]!
    const read = valuesRead(text)
    if ('error' in answer) expect(read, `${JSON.stringify(text)}\n${answer.error}`).toBeNull()
    else if (read !== null || !stricter.test(text)) {
      taken += 1
      expect(read, JSON.stringify(text)).toEqual(asAnswered(answer.ok))
    }
  }
  expect(taken).toBeGreaterThan(200)
  expect(texts.length - taken).toBeGreaterThan(300)
})
