import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { figure, percent } from '../../src/core/text/figures.ts'
import { bar, cell, clip, columnsOf, wrap } from '../../src/core/text/layout.ts'
import { printable } from '../../src/core/text/printable.ts'
import { amount, fraction, pace } from '../../src/core/text/progress-text.ts'
import { shellWord } from '../../src/core/text/shell-words.ts'
import { shortNames } from '../../src/core/text/short-names.ts'
import { printableToken, readableToken } from '../../src/core/text/token-text.ts'
import { counted, formatBytes, formatCount, formatSeconds, formatShare } from '../../src/core/text/units.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What strangers write: controls, directions, half characters, piles of marks, wide and joined ones. */
const oddities = [
  [
    '\u0000',
    '\u0008',
    '\t',
    '\n',
    '\r',
    '\u001b',
    '\u001b[2J',
    '\u001b]0;t\u0007',
    '\u007f',
    '\u0085',
    '\u009b',
  ],
  [
    '\u00ad',
    '\u200b',
    '\u200d',
    '\u200e',
    '\u202e',
    '\u2028',
    '\u2029',
    '\u2066',
    '\ufeff',
    '\u3164',
    '\u115f',
  ],
  ['\ud800', '\udfff', '\u0301', 'a\u0301\u0301\u0301', '\u0903', 'कि', 'ൎ', '\u1100', '\u1161', '한', 'ｱﾞ'],
  ['模', '型', '👨‍👩‍👧', '🏻', '🇩', '🇪', '❤️', '1️⃣', 'שלום', 'ا', '…', '\u{e0041}', '\ue000', '\u{10ffff}'],
  [' ', '  ', '/', '\\', '@', '+', ':', '.', '\u00a0', "'", '"', '$', '`', '\\u{1b}', 'é', 'a', '-'],
].flat()
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.oneof(fc.constantFrom(...oddities), fc.string({ maxLength: 8 })), { maxLength: 30 })
    .map((parts) => parts.join('')),
)

const part = fc.oneof(
  fc.stringMatching(/^[\w.-]{1,12}$/),
  fc.constantFrom('a', 'models', 'org', '模型', '..', '.', ' ', ''),
  text,
)
const parts = fc.array(part, { maxLength: 5 })
const ref = fc.oneof(
  parts.map((list) => `/${list.join('/')}`),
  parts.map((list) => list.join('/')),
  parts.map((list) => `./${list.join('/')}/`),
  parts.map((list) => `C:\\${list.join('\\')}`),
  fc.tuple(part, part).map(([org, name]) => `${org}/${name}`),
  fc.tuple(part, part, part).map(([org, name, revision]) => `${org}/${name}@${revision}`),
  fc.constantFrom(
    '',
    '/',
    '//',
    '\\',
    '/data/models/a-long-finetune-name',
    'mistralai/Mistral-Nemo-Base-2407',
  ),
)
const below = fc
  .tuple(ref, fc.array(ref, { maxLength: 6 }))
  .map(([folder, list]) => list.map((each) => `${folder}/${each}`))
const refs = fc.oneof(fc.array(ref, { maxLength: 8 }), below)

const odd = [
  0,
  1,
  2,
  -1,
  -0,
  0.5,
  1.5,
  23.999,
  Number.NaN,
  Infinity,
  -Infinity,
  1e9,
  2 ** 53,
  Number.MIN_VALUE,
]
const columns = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(...odd), fc.double())
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(...odd, Number.MAX_VALUE))

/** What may stand at most in so many columns. */
const limit = (count: number): number => (count > 0 ? Math.floor(count) : 0)
const fits = (drawn: string, count: number) => {
  assert.ok(columnsOf(drawn) <= limit(count), `${JSON.stringify(drawn)} in ${count}`)
  assert.equal(printable(drawn), drawn)
}
const holds = <Values extends [unknown, ...unknown[]]>(
  arbitraries: { [At in keyof Values]: fc.Arbitrary<Values[At]> },
  check: (...values: Values) => void,
) => fc.assert(fc.property(...arbitraries, check), { numRuns: 300 })

const length = 30_000
const long = ['a', 'a ', '模', 'a\u0301', '\u001b', '\u0301', '🏻', '\u1100', '👨‍👩‍👧', '/', '🇩'].map(
  (unit) => unit.repeat(length / unit.length),
)

/** What every function on text promises, whatever it is given. None may take more steps than its text is long. */
export const properties: Readonly<Record<string, () => void>> = {
  'shortNames: distinct names stay distinct where there is room, and none gets wider': () =>
    holds([refs, columns], (list, count) => {
      const names = shortNames(list, count)
      assert.deepEqual([...names.keys()], [...new Set(list)])
      if (!(count < 8)) assert.equal(new Set(names.values()).size, names.size)
      for (const [full, short] of names)
        assert.ok(columnsOf(printable(short)) <= columnsOf(printable(full)), `${full} became ${short}`)
    }),
  'shortNames: names that fit stay as they are': () =>
    holds([refs], (list) => {
      const widest = list.reduce((most, each) => Math.max(most, columnsOf(printable(each))), 0)
      for (const [full, short] of shortNames(list, widest)) assert.equal(short, full)
    }),
  'clip: never wider than its columns, the whole text where that fits': () =>
    holds([text, columns, fc.constantFrom('start', 'both')], (given, count, keep) => {
      const clipped = clip(given, count, keep)
      fits(clipped, count)
      const safe = printable(given)
      if (columnsOf(safe) <= limit(count)) assert.equal(clipped, safe)
    }),
  'cell: as wide as its columns, whatever stands in it': () =>
    holds(
      [
        text,
        fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0.5, 3.9)),
        fc.constantFrom('left', 'right'),
      ],
      (given, count, align) => {
        // Some characters share a column with their neighbour: such a text has not all of its own.
        const safe = printable(given)
        if (columnsOf(` ${safe} `) === columnsOf(safe) + 2)
          assert.equal(columnsOf(cell(given, count, align)), limit(count))
      },
    ),
  'cell: any number of columns': () =>
    holds([text, columns], (given, count) => fits(cell(given, count), count)),
  'wrap: of more lines than there may be the last ends with an ellipsis, the others are as they were': () =>
    holds([text, columns, fc.integer({ min: 1, max: 4 })], (given, count, most) => {
      const [all, some] = [wrap(given, count), wrap(given, count, most)]
      assert.ok(some.length <= most)
      for (const line of some) fits(line, count)
      if (all.length <= most) assert.deepEqual(some, all)
      else {
        assert.ok(some.at(-1)!.endsWith('…'))
        assert.deepEqual(some.slice(0, -1), all.slice(0, most - 1))
      }
    }),
  'wrap: no line wider than its columns, nothing lost but spaces and what is wider than a line': () =>
    holds([text, columns], (given, count) => {
      const lines = wrap(given, count)
      for (const line of lines) fits(line, count)
      const widest = Math.max(
        2,
        ...[...graphemes.segment(printable(given))].map(({ segment }) => columnsOf(segment)),
      )
      if (limit(count) >= widest)
        assert.equal(lines.join('').replaceAll(' ', ''), printable(given).replaceAll(' ', ''))
    }),
  'bar: no longer than its columns, and longer for more': () =>
    holds([number, number, columns], (first, other, count) => {
      assert.ok(bar(first, count).length <= limit(count))
      assert.match(bar(first, count), /^█*[▏▎▍▌▋▊▉]?$/)
      const [less, more] = first < other ? [first, other] : [other, first]
      if (!Number.isNaN(less) && !Number.isNaN(more))
        assert.ok(bar(less, count).length <= bar(more, count).length)
    }),
  'printable: no character that moves or hides anything, and the same when done twice': () =>
    holds([text], (given) => {
      const safe = printable(given)
      assert.doesNotMatch(safe, /[\p{C}\p{Zl}\p{Zp}]/u)
      assert.doesNotMatch(safe, /\p{M}{3}|^\p{M}/u)
      assert.equal(printable(safe), safe)
    }),
  'token texts: printable, and any token is one': () =>
    holds([text], (given) => {
      assert.equal(typeof readableToken(given), 'string')
      assert.equal(printable(printableToken(given)), printableToken(given))
    }),
  'shell words: printable, whatever the word': () =>
    holds([text], (given) => {
      const word = shellWord(given)
      assert.notEqual(word, '')
      assert.equal(printable(word), word)
    }),
  'figures and units: words for every number, never NaN or undefined': () =>
    holds([number, text], (value, noun) => {
      const drawn = [percent, figure, formatBytes, formatSeconds, formatCount, formatShare].map((write) =>
        write(value),
      )
      for (const each of drawn)
        assert.match(each, /^(–|(< )?-?[\d,.]+(e[+-]\d+)?( (%|[kMGTPE]?B|s|min \d\d s|h \d\d min))?)$/)
      assert.ok(counted(value, noun).endsWith(value === 1 ? noun : `${noun}s`))
    }),
  'progress: a share from 0 to 1 or none, and words for every count': () =>
    holds([number, fc.option(number), fc.option(number, { nil: undefined })], (done, total, rate) => {
      const progress = { done, total, unit: 'bytes', item: '' } as const
      const share = fraction(progress)
      assert.ok(share === null || (share >= 0 && share <= 1), String(share))
      const paces = pace({
        ...progress,
        ...(rate !== undefined && { bytesPerSecond: rate, remainingSeconds: rate, memoryBytes: rate }),
      })
      assert.doesNotMatch(
        [amount(progress), amount({ ...progress, unit: 'tensors' }), ...paces].join(),
        /NaN|undefined|Infinity/,
      )
    }),
  'a long text takes as many steps as it is long, not their square: those would take many minutes': () => {
    for (const given of long) {
      for (const count of [0, 1, 24]) {
        fits(clip(given, count), count)
        fits(clip(given, count, 'both'), count)
      }
      for (const line of wrap(given, 80)) assert.ok(line.length <= length)
      shortNames([given, `${given}/${given}`, '/x'], 24)
      printableToken(given)
      shellWord(given)
    }
  },
  'names that share a folder of many levels are short after one look at each': () => {
    const deep = '/a'.repeat(20_000)
    const list = Array.from({ length: 100 }, (_, index) => `${deep}/${index}`)
    assert.equal(shortNames(list, 24).get(list[7]!), '…/7')
    assert.equal(shortNames([...list, 'org/name'], 24).get(list[7]!), '…/7')
  },
}

/** Tells which property is looked at and what came of it, a line of JSON each; a hang is what is never told. */
if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, check] of Object.entries(properties)) {
    let problem: string | null = null
    try {
      check()
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
    }
    console.log(JSON.stringify({ name, problem }))
  }
