import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkMergeConfig } from '../../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { rewriteModels } from '../../../../src/core/merge-config/rewrite.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'

const whole = `merge_method: dare_ties
base_model: org/base@main
models:
  - model: org/a+org/lora
    parameters: {weight: [0.1, 0.9], density: [{filter: mlp, value: 0.5}, {value: 0.3}]}
  - model: &x org/b
    parameters: {weight: 1}
tokenizer:
  source: *x
  tokens:
    "<|x|>": {source: {kind: model_token, model: org/a, token_id: 3}, force: true}
chat_template: auto
dtype: bfloat16
`

/** Reads, checks and writes: whatever stands there ends in findings, never in an exception. */
function survives(text: string): void {
  const parsed = parseMergeConfig(text)
  checkMergeConfig(parsed, newestMergekit)
  const bad = parsed.findings.some(({ severity }) => severity === 'error')
  expect(parsed.config === null).toBe(bad)
  if (parsed.config)
    expect(parseMergeConfig(rewriteModels(parsed.config, () => null)).config).toEqual(parsed.config)
}

test('arbitrary text never crashes the reading of a config', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), survives), { numRuns: 100 })
})

test('a config with any piece replaced never crashes it, and means the same when written anew', () => {
  const offset = fc.nat({ max: whole.length })
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ':',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      '&x ',
      '*x',
      '<<: ',
      '!!set ',
      '\t',
      '"',
      "'",
      '---\n',
      '0',
      '.nan',
      'null',
      '~',
      '@',
      '+',
      '|\n',
    ),
  )
  const damaged = fc
    .tuple(offset, fc.nat({ max: 12 }), piece)
    .map(([at, length, text]) => whole.slice(0, at) + text + whole.slice(at + length))
  fc.assert(fc.property(damaged, survives), { numRuns: 200 })
})

test('a small file of many anchors, aliases and << is told of in time, and not a million times', () => {
  const lines = (count: number, line: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => line(n)).join('')
  const keys = lines(200, (n) => `k${n}: 1, `)
  for (const text of [
    lines(3000, (n) => `- &a${n} 1\n- *b${n}\n`),
    `a: &a {${keys}}\n${lines(500, (n) => `b${n}: {<<: *a, <<: *a}\n`)}`,
  ])
    expect(parseMergeConfig(text).findings.length).toBeLessThanOrEqual(3001)
})
