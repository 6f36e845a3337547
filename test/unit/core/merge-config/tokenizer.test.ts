import { describe, expect, test } from 'vitest'
import { checkMergeConfig } from '../../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'

/** The section that is tried begins in line 7. */
const before = `merge_method: linear
models:
  - model: ./anna
    parameters: {weight: 0.5}
  - model: org/bert
    parameters: {weight: 0.5}
`

function read(section: string) {
  const parsed = parseMergeConfig(before + section)
  const findings = [...parsed.findings, ...checkMergeConfig(parsed, newestMergekit)]
  return { config: parsed.config, findings, codes: findings.map(({ code }) => code) }
}

const token = (setting: string) => `tokenizer:\n  tokens:\n    <|x|>: ${setting}\n`
const modelToken = (rest: string) => token(`{source: {kind: model_token, ${rest}}}`)

interface Refused {
  readonly section: string
  readonly code: string
  readonly at: readonly [line: number, column: number]
  readonly says: RegExp
}

const refused: readonly Refused[] = [
  ...['tokenizer_source: ', 'tokenizer: {source: '].flatMap((key): Refused[] => {
    const end = key.includes('{') ? '}' : ''
    const at = [7, end ? 13 : 1] as const
    const of = (source: string, says: RegExp) => ({
      section: `${key}${source}${end}\n`,
      code: 'tokenizer-source-unknown',
      at,
      says,
    })
    return [
      of('unoin', /“unoin”.*did you mean “union”/s),
      of('Union', /“Union”.*did you mean “union”/s),
      of('bse', /“bse”.*did you mean “base”/s),
      of('model:./anna', /no “model:” before a name.*write \.\/anna/s),
      of('model:org/elsewhere', /write org\/elsewhere/),
    ]
  }),
  {
    section: 'tokenizer: {source: ./ana}\n',
    code: 'tokenizer-source-outside',
    at: [7, 13],
    says: /mean “\.\/anna”/,
  },
  { section: token('{source: ./ana}'), code: 'token-source-invalid', at: [9, 5], says: /mean “\.\/anna”/ },
  { section: token('{force: true}'), code: 'token-source-invalid', at: [9, 5], says: /forced.*no source/ },
  { section: token('{source: union}'), code: 'token-source-invalid', at: [9, 5], says: /union.*not a model/ },
  { section: token('./anna'), code: 'config-type', at: [9, 5], says: /mapping/ },
  { section: token('{source: {kind: zro}}'), code: 'token-source-invalid', at: [9, 22], says: /“zro”/ },
  {
    section: modelToken('model: ./anna, token_id: -1'),
    code: 'token-source-invalid',
    at: [9, 56],
    says: /-1.*negative/,
  },
  {
    section: modelToken('model: ./anna, token_id: 1, token: a'),
    code: 'config-ignored-key',
    at: [9, 13],
    says: /only one of token and token_id.*ignores kind, token, token_id and takes what the model has/,
  },
  { section: modelToken('model: ./anna'), code: 'config-ignored-key', at: [9, 13], says: /is missing/ },
  {
    section: token('{source: {kind: zero, model: ./anna}}'),
    code: 'config-ignored-key',
    at: [9, 13],
    says: /zero takes no model/,
  },
  {
    section: 'tokenizer: {pad_to_multiple_of: 0}\n',
    code: 'parameter-without-effect',
    at: [7, 13],
    says: /pads nothing/,
  },
  { section: modelToken('token: a'), code: 'token-source-invalid', at: [9, 13], says: /needs a model/ },
  {
    section: modelToken('model: ./anna, token_id: 1.5'),
    code: 'config-ignored-key',
    at: [9, 13],
    says: /does not take these values/,
  },
  ...['5', 'yes', '1.5', '2024-01-01', 'null', '~'].map((key) => ({
    section: `tokenizer:\n  tokens:\n    ${key}: {source: ./anna}\n`,
    code: 'token-source-invalid',
    at: [9, 5] as const,
    says: new RegExp(`token ${key} without quotes.*write '${key}'`, 's'),
  })),
  {
    section: 'tokenizer:\n  tokens:\n    "": {source: ./anna}\n',
    code: 'config-ignored-key',
    at: [9, 5],
    says: /empty token/,
  },
  { section: 'tokenizer: {pad_to_multiple_of: -64}\n', code: 'config-type', at: [7, 13], says: /at least 1/ },
  {
    section: 'tokenizer: {pad_to_multiple_of: many}\n',
    code: 'config-type',
    at: [7, 13],
    says: /whole number/,
  },
  { section: 'tokenizer: union\n', code: 'config-type', at: [7, 1], says: /mapping/ },
  { section: 'tokenizer: {sorce: base}\n', code: 'config-unknown-key', at: [7, 13], says: /“source”/ },
  {
    section: 'tokenizer: {embed_slerp: true}\n',
    code: 'config-ignored-key',
    at: [7, 13],
    says: /embed_slerp/,
  },
]

describe('a tokenizer section', () => {
  test.each(refused)('that says $section is named with its place', ({ section, code, at, says }) => {
    const { findings } = read(section)
    const match = findings.find((finding) => finding.code === code)
    expect(match, JSON.stringify(findings)).toBeDefined()
    expect([match!.line, match!.column]).toEqual(at)
    expect(`${match!.message} ${match!.hint}`).toMatch(says)
  })

  test.each([
    ['tokenizer: {pad_to_multiple_of: "64"}\n', { padToMultipleOf: 64 }],
    ['tokenizer: {pad_to_multiple_of: 64.0}\n', { padToMultipleOf: 64 }],
    ['tokenizer: {pad_to_multiple_of: 0}\n', { padToMultipleOf: null }],
    [
      token('{source: ./anna, force: 1}'),
      {
        tokens: new Map([['<|x|>', { source: { kind: 'model', model: expect.anything() }, force: true }]]),
      },
    ],
    [
      token('{source: {kind: zero}, force: "off"}'),
      { tokens: new Map([['<|x|>', { source: { kind: 'zero' }, force: false }]]) },
    ],
    ['tokenizer_source: ./bases\n', { source: { kind: 'model', model: expect.anything() } }],
    ['tokenizer_source: org/union\n', { source: { kind: 'model', model: expect.anything() } }],
  ])('that says %s is read as mergekit reads it', (section, expected) => {
    const { config, findings } = read(section)
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(config!.tokenizer).toMatchObject(expected)
  })
})
