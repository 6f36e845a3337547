import { expect, it, test } from 'vitest'
import type { RunResult } from '../../../../src/core/contract/run.ts'
import { withVerdicts } from '../../../../src/core/share-of-voice/verdict.ts'
import { headlineOf } from '../../../../src/core/view/headline.ts'
import { sampleRun } from '../../../support/run-result.ts'

/** A run of donors with the given norms, which their shares follow. */
function run(norms: readonly number[], more: Partial<RunResult> = {}): RunResult {
  const sample = sampleRun(
    norms.map((_, at) => `org/${at}`),
    1,
    [],
  )
  const voice = sample.shareOfVoice!
  const all = norms.reduce((sum, norm) => sum + norm, 0)
  const donors = voice.donors.map((donor, at) => ({ ...donor, norm: norms[at]!, share: norms[at]! / all }))
  const config = `merge_method: linear\nmodels:\n${donors.map(({ ref }) => `  - {model: ${ref}, parameters: {weight: 0.1}}`).join('\n')}`
  return { ...sample, config, shareOfVoice: withVerdicts({ ...voice, donors }), ...more }
}
const sentences = (result: RunResult) => headlineOf(result).sentences

it('tells what came out, who speaks, and what to do', () => {
  expect(headlineOf(run([4, 3, 3, 3, 2]))).toEqual({
    tone: 'good',
    sentences: [
      '5 donors merged with linear; checks of the output: 1 passed.',
      'org/0 is the loudest with 26.7 % of the change, org/4 the quietest with 13.3 %; the 3 loudest of 5 make up half of it.',
      'There is nothing that you have to do.',
    ],
  })
})

test('a donor out of the family is what to look at, however sound the files are', () => {
  const { tone, sentences: told } = headlineOf(run([200, 3, 3, 3]))
  expect(tone).toBe('doubtful')
  expect(told[1]).toBe('org/0 alone makes up 95.7 % of the change; the quietest is org/3 with 1.4 %.')
  expect(told[2]).toBe(
    'Look at org/0 before you trust the result (far out of the family of the other donors).',
  )
})

test('a failed check comes first', () => {
  const check = { code: 'values-nan', status: 'fail', message: 'w holds 3 NaN.', tensor: 'w' } as const
  const broken = run([200, 3, 3], {
    verdict: 'failed',
    verify: { schema: 1, checks: [check], verdict: 'failed' },
  })
  expect(headlineOf(broken).tone).toBe('bad')
  expect(sentences(broken)[0]).toBe(
    '3 donors merged with linear, but the output is broken (checks: 0 passed, 1 failed): w holds 3 NaN.',
  )
  expect(sentences(broken)[2]).toBe('Do not use the output before the failed check is understood.')
})

test('rows that donors lack, and donors that are hardly heard', () => {
  const lacking = (skipped: number, zeroed: number) => {
    const models = [{ model: 'org/1', skipped, zeroed, lines: 2, tokens: [] }]
    return sentences(
      run([3, 3, 3], { vocabularyAudit: { schema: 1, records: [], models, failure: null } }),
    )[2]
  }
  expect(lacking(2, 0)).toBe(
    'The other donors supply the 2 rows that 1 donor lacks. There is nothing that you have to do.',
  )
  expect(lacking(2, 1)).toBe(
    'Give 1 token another source: the donor that the config names lacks the row, which is zero now.',
  )
  expect(sentences(run([5, 5, 5, 1]))[2]).toBe(
    'org/3 is hardly heard: raise its weight (0.1 → about 0.5 for an equal share) to hear it.',
  )
  expect(sentences(run([9, 9, 9, 2, 1]))[2]).toBe(
    '2 donors are hardly heard, org/4 least of all: it moved too little to be heard (0.1 → about 0.72 for an equal share).',
  )
  expect(sentences(run([30, 5, 5, 5, 5]))[2]).toBe(
    'org/0 is 3 × as loud as its weight alone would make it: lower its weight (0.1 → about 0.017 for an equal share) if the result sounds too much like it.',
  )
})

test('a run that came to nothing', () => {
  const error = { code: 'merge-failed', message: 'the merge ended with exit code 1', hint: 'read merge.log' }
  expect(sentences({ ...run([1, 1]), verdict: 'failed', error, shareOfVoice: null, verify: null })).toEqual([
    'The run ended early: the merge ended with exit code 1.',
    'Shares of voice: not measured: one donor without a base, or the audit was off.',
    'Read merge.log.',
  ])
})
