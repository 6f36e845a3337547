import { expect, test } from 'vitest'
import { runResult } from '../../../../src/core/contract/run.ts'
import { MergescopeError } from '../../../../src/core/errors.ts'
import { emptyResult, endedBy, withFacts } from '../../../../src/core/run/result.ts'

const nothing = emptyResult('out', { node: '22' }, [])

test('a run that has done nothing has a result of the documented form', () => {
  expect(runResult.parse(nothing)).toEqual(nothing)
})

test('what a stage finds out is added to what is known, and the verdict follows', () => {
  const failed = { verdict: 'failed', checks: [], schema: 1, folder: 'out' } as never
  const run = withFacts(withFacts(nothing, { config: 'a: 1' }), { verify: failed })
  expect(run).toEqual({ ...nothing, config: 'a: 1', verify: failed, verdict: 'failed' })
  expect(nothing.verdict).toBe('ok')
})

test('an error ends a run with all that is known of it, and says how to go on with what is kept', () => {
  const kept = { folder: 'x', bytes: 5, resume: 'mergescope run c.yml -o out --resume' }
  const why = new MergescopeError('cancelled', 'cancelled')
  const { result, error } = endedBy(withFacts(nothing, { config: 'a: 1', kept }), why)
  expect(result).toEqual({ ...nothing, config: 'a: 1', kept, verdict: 'cancelled' })
  expect(error).toMatchObject({ code: 'cancelled', hint: expect.stringContaining('--resume') })
  expect(endedBy(nothing, why)).toEqual({ result: { ...nothing, verdict: 'cancelled' }, error: why })
})
