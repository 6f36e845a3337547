import { expect, test } from 'vitest'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import { summaryLines } from '../../../../src/cli/render/summary.ts'
import type { RunResult } from '../../../../src/core/contract/run.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'
import { withVerdicts } from '../../../../src/core/share-of-voice/verdict.ts'
import { columnsOf } from '../../../../src/core/text/layout.ts'

function donor(ref: string, role: 'base' | 'donor', rows: number, tokens: number, ghosts: readonly string[]) {
  return {
    ref,
    role,
    architecture: 'MistralForCausalLM',
    dtype: 'bfloat16',
    parameters: 17e6,
    bytes: 34e6,
    layers: 2,
    hiddenSize: 64,
    configVocabSize: tokens,
    tokenizer: { tokens, maxId: tokens - 1 },
    vocabularyTensors: [
      { name: 'model.embed_tokens.weight', rows },
      { name: 'lm_head.weight', rows },
    ],
    ghosts: ghosts.map((token, index) => ({
      token,
      id: rows + index,
      tensor: 'model.embed_tokens.weight',
      rows,
    })),
  }
}

const prediction = { mergekit: newestMergekit.version, outcome: 'crashes' as const, error: null, tokens: [] }
const chatml = ['<|im_start|>', '<|im_end|>']

const result: RunResult = {
  schema: 1,
  output: 'out/della',
  verdict: 'warnings',
  config: 'merge_method: della',
  versions: { mergekit: newestMergekit.version },
  inspect: {
    schema: 1,
    donors: [
      donor('donors/nemo-base', 'base', 131072, 131072, []),
      donor('donors/chatml-full', 'donor', 131074, 131074, []),
      donor('donors/chatml-ghost', 'donor', 131072, 131074, chatml),
      donor('donors/loud', 'donor', 131072, 131072, []),
      donor('donors/quiet', 'donor', 131072, 131072, []),
    ],
    findings: [],
    vocabulary: {
      outputTokens: 131074,
      scenario: 'truncated-tensor',
      scenarios: ['truncated-tensor'],
      stock: prediction,
      patched: { ...prediction, outcome: 'succeeds' },
    },
    estimate: {
      downloadBytes: 0,
      outputBytes: 33.9e6,
      peakMemoryBytes: null,
      diskFreeBytes: null,
      seconds: null,
    },
    verdict: 'warnings',
  },
  vocabularyAudit: {
    schema: 1,
    records: [],
    models: [{ model: 'donors/chatml-ghost', skipped: 2, zeroed: 0, lines: 4, tokens: chatml }],
    failure: null,
  },
  shareOfVoice: withVerdicts(
    {
      reference: 'donors/nemo-base',
      method: 'exact',
      donors: [
        { ref: 'donors/chatml-full', weight: 1, norm: 1, share: 0.135, band: 'middle class' },
        { ref: 'donors/chatml-ghost', weight: 1, norm: 1, share: 0.13, band: 'middle class' },
        { ref: 'donors/loud', weight: 1, norm: 4.48, share: 0.728, band: 'anchor' },
        { ref: 'donors/quiet', weight: 1, norm: 0.02, share: 0.007, band: 'subtle', changeWithout: 0.009 },
      ],
      modules: [],
      layers: [],
      tensors: [],
    },
    new Map([['donors/chatml-ghost', chatml]]),
  ),
  verify: {
    schema: 1,
    checks: [
      { code: 'tensors', status: 'pass', message: '21 tensors', tensor: null },
      {
        code: 'zero-rows',
        status: 'warn',
        message: '1 row of model.embed_tokens.weight is zero, as the plan writes it',
        tensor: 'model.embed_tokens.weight',
      },
      { code: 'deep', status: 'skip', message: 'values were not read', tensor: null },
    ],
    verdict: 'ok',
  },
  timings: [
    { stage: 'inspect', seconds: 0.42 },
    { stage: 'download', seconds: 0 },
    { stage: 'patch', seconds: 1.2 },
    { stage: 'merge', seconds: 9.4 },
    { stage: 'verify', seconds: 0.1 },
    { stage: 'report', seconds: 0.2 },
  ],
}

const summary = (columns: number, run = result) => summaryLines(run, columns, makePaint(false)).join('\n')

test('sums up a run in 80 columns without colour', () => {
  expect(summary(80)).toMatchSnapshot()
})

test.each([60, 80, 200])('stays inside %i columns', (columns) => {
  for (const line of summary(columns).split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
})

test('draws hostile donors and tokens harmlessly', () => {
  const evil = donor('\u001b[31m\u202eevil', 'donor', 2, 3, ['\n\u0007'])
  const text = summary(80, { ...result, inspect: { ...result.inspect!, donors: [evil] } })
  expect(text).toContain('\\u{1b}[31m\\u{202e}evil')
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
})

test.each(['out/della', '/srv/merged', 's3://bucket/merged'])(
  'says where the page of %s lies, once it lies there',
  (output) => {
    const page = `${output}/mergescope/report.html`
    expect(summary(80, { ...result, output })).toContain(`\nreport      ${page}\n`)
    expect(summary(80, { ...result, output, verdict: 'cancelled' })).not.toContain(page)
    expect(summary(80, { ...result, output, verify: null })).not.toContain(page)
  },
)

test('sums up a run that ended before anything was known', () => {
  const nothing = { inspect: null, vocabularyAudit: null, shareOfVoice: null, verify: null, timings: [] }
  expect(summary(80, { ...result, ...nothing, verdict: 'failed' })).toBe(
    '\nresult      nothing was written\nverdict     failed',
  )
})
