import { describe, expect, test } from 'vitest'
import { inspectionText } from '../../../../src/cli/render/inspect.ts'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import type { InspectResult } from '../../../../src/core/contract/inspect.ts'
import { makeFinding } from '../../../../src/core/findings/make.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'
import { columnsOf } from '../../../../src/core/text/layout.ts'

const hostile = '\u001b[31m<|im_start|>\u202e\n日本語'
const result: InspectResult = {
  schema: 1,
  donors: ['org/base', `org/${'long-'.repeat(30)}name`, hostile].map((ref, at) => ({
    ref,
    role: at === 0 ? 'base' : 'donor',
    architecture: 'MistralForCausalLM',
    dtype: 'BF16',
    parameters: 12_247_782_400,
    bytes: 24_495_564_800,
    layers: 40,
    hiddenSize: 5120,
    configVocabSize: 131_072,
    tokenizer: at === 2 ? null : { tokens: 131_074, maxId: 131_073 },
    vocabularyTensors: [{ name: 'lm_head.weight', rows: 131_072 }],
    ghosts: at === 1 ? [{ token: hostile, id: 131_072, tensor: 'lm_head.weight', rows: 131_072 }] : [],
  })),
  findings: [
    makeFinding('ghost-tokens', { donor: hostile, message: `no row for ${hostile}` }),
    makeFinding('unequal-rows-without-tokenizer', { message: 'rows differ' }),
    makeFinding('dtype-mixed', { message: 'dtypes differ' }),
  ],
  vocabulary: {
    outputTokens: 131_074,
    scenario: 'truncated-tensor',
    scenarios: ['truncated-tensor', 'extra-tokens'],
    stock: {
      mergekit: newestMergekit.version,
      outcome: 'crashes',
      error: { type: 'KeyError', message: '131072' },
      tokens: [],
    },
    patched: { mergekit: 'x', outcome: 'succeeds', error: null, tokens: [], tokenCount: 4, zeroRows: [] },
  },
  estimate: {
    downloadBytes: 7e9,
    outputBytes: 24e9,
    peakMemoryBytes: 2.5e9,
    diskFreeBytes: 1e12,
    seconds: 340,
  },
  verdict: 'blocked',
}
const plain = makePaint(false)

describe.each([20, 40, 60, 80, 120])('in %d columns', (columns) => {
  const lines = inspectionText(result, { columns, paint: plain, verbose: true }).split('\n')

  test('every line fits', () => {
    // The block to add to a config keeps its lines, and no name is cut below eight columns.
    const longest = lines.reduce((widest, line) => Math.max(widest, columnsOf(line)), 0)
    expect(longest).toBeLessThanOrEqual(Math.max(columns, 34))
  })

  test('rows and ghosts are always shown, and nothing of a stranger reaches the terminal raw', () => {
    const text = lines.join('\n')
    expect(text).toMatch(/rows +ghosts/)
    expect(text).not.toMatch(/[\u001b\u202e]/)
  })
})

test('donors that are still to be fetched show their size, cached ones that they are here', () => {
  const donors = result.donors.map((donor, at) => ({
    ...donor,
    local: at > 0,
    downloadBytes: at > 0 ? 0 : 24.5e9,
  }))
  const text = inspectionText({ ...result, donors }, { columns: 120, paint: plain })
  expect(text).toMatch(/ghosts +fetch\n/)
  expect(text).toMatch(/…\/base \(base\) .* 24\.5 GB\n/)
  expect(text).toMatch(/ here\n/)
})

test('quiet says only what is wrong', () => {
  const text = inspectionText(result, { columns: 80, paint: plain, quiet: true })
  expect(text).toBe(
    'error: rows differ\n  hint: add to the config:\n    tokenizer:\n      source: union\n\nblocked\n',
  )
})

test('notes are counted unless they are asked for', () => {
  expect(inspectionText(result, { columns: 80, paint: plain })).toContain('1 more note with -v')
  expect(inspectionText(result, { columns: 80, paint: plain, verbose: true })).toContain(
    'info: dtypes differ',
  )
})
