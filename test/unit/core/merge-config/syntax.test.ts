import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkMergeConfig } from '../../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'

const good = `merge_method: dare_ties
base_model: org/base
models:
  - model: org/a
    parameters:
      weight: 0.5
      density: 0.4
  - model: org/b
    parameters: {weight: 0.5, density: 0.4}
tokenizer: {source: "union"}
dtype: bfloat16
`
const item = /a list item here.*put a list under a key without a value/
const column = /is indented differently/

/** What people paste and mistype, where they have to look, and what they are told. */
const broken: readonly (readonly [string, string, readonly [number, number], RegExp])[] = [
  ['the fence of a model card', `\`\`\`yaml\n${good}\`\`\`\n`, [1, 1], /Markdown.*begin with ```/],
  ['only its end', `${good}\`\`\`\n`, [12, 1], /Markdown/],
  ['a list without its key', good.replace('models:\n', ''), [3, 3], item],
  ['a list that lost its spaces', good.replace('  - model: org/b', '- model: org/b'), [8, 1], item],
  ['an item one space further', good.replace('  - model: org/b', '   - model: org/b'), [8, 4], column],
  ['an item one space less', good.replace('  - model: org/b', ' - model: org/b'), [8, 2], item],
  ['a key one space less', good.replace('      density', '     density'), [7, 6], column],
  ['a key one space further', good.replace('      density', '       density'), [7, 8], column],
  [
    'a dash without a space',
    good.replace('- model: org/b', '-model: org/b'),
    [8, 3],
    /no space follows the dash/,
  ],
  ['two colons', good.replace('weight: 0.5', 'weight: x: 0.5'), [6, 15], /second colon/],
  ['a key without a colon', good.replace('dtype:', 'dtype'), [11, 1], /colon/],
  [
    'an open bracket',
    good.replace('0.4}', '0.4'),
    [9, 17],
    /the \{ here is never closed.* write the \} that ends it/,
  ],
  [
    'an open list',
    good.replace('{weight: 0.5, density: 0.4}', '[1, 2'),
    [9, 17],
    /the \[ here is never closed.* write the \] that ends it/,
  ],
  [
    'an open quote',
    good.replace('bfloat16', '"bfloat16'),
    [11, 8],
    /the " here is never closed.* write the " that ends it/,
  ],
  [
    'a path of Windows',
    good.replace('org/b\n', '"C:\\models\\x"\n'),
    [8, 15],
    /\\m means nothing.*single quotes/,
  ],
]

const syntaxOf = (text: string) =>
  parseMergeConfig(text).findings.filter(({ code }) => code === 'config-not-yaml')

describe('a config that is no YAML', () => {
  test.each(broken)('tells of %s once, where it is', (_, text, at, says) => {
    const { findings } = parseMergeConfig(text)
    expect(findings.map(({ message, hint }) => `${message} ${hint}`)).toEqual([expect.stringMatching(says)])
    expect([findings[0]!.line, findings[0]!.column]).toEqual(at)
  })

  test('whatever is mistyped, what follows from it is not told', () => {
    const slip = fc.constantFrom(
      '',
      ' ',
      '  ',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '\n',
      '```\n',
      '`',
      '%',
      ': ',
    )
    fc.assert(
      fc.property(fc.nat({ max: good.length }), slip, fc.nat({ max: 6 }), (at, put, cut) => {
        const told = syntaxOf(good.slice(0, at) + put + good.slice(at + cut))
        expect(told.length).toBeLessThanOrEqual(1)
        for (const { message, hint } of told)
          expect(`${message} ${hint}`).not.toMatch(/implicit|undefined|scalar/i)
      }),
      { numRuns: 2000 },
    )
  })
})

test('a second document that is empty is told as that', () => {
  const [told] = parseMergeConfig(`${good}---\n# nothing\n`).findings
  expect(told).toMatchObject({ code: 'config-multi-document', hint: 'remove the line ---' })
})

describe('a key at another place than mergekit reads it', () => {
  test.each([
    ['weight', good.replace('  - model: org/a\n', '  - model: org/a\n    weight: 1\n'), /under parameters:/],
    ['select_topk', `${good}select_topk: 0.5\n`, /under parameters:/],
    ['dtype', good.replace('weight: 0.5\n', 'weight: 0.5\n      dtype: float32\n'), /top level/],
    ['revision', good.replace('  - model: org/a\n', '  - model: org/a\n    revision: v2\n'), /NAME@REVISION/],
    ['chat_template', good.replace('"union"', '"union", chat_template: auto'), /top level/],
  ])('%s is told with the place where it is read', (key, text, place) => {
    const parsed = parseMergeConfig(text)
    const told = [...parsed.findings, ...checkMergeConfig(parsed, newestMergekit)]
    expect(told.filter(({ message }) => message.includes(key)).map(({ hint }) => hint)).toEqual([
      expect.stringMatching(place),
    ])
  })
})
