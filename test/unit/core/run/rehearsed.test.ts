import { expect, test } from 'vitest'
import { MergescopeError } from '../../../../src/core/errors.ts'
import { finishedRehearsal, refusedRehearsal } from '../../../../src/core/run/rehearsed.ts'

test.each([
  [
    "KeyError: 'text_decoder'",
    "the merge cannot be planned: it looks for 'text_decoder', which is not there (KeyError)",
  ],
  ['AssertionError: AssertionError', 'the merge cannot be planned: AssertionError'],
  ['RuntimeError: no such layer', 'the merge cannot be planned: no such layer (RuntimeError)'],
  ['the layers may be those of several stacks', 'the layers may be those of several stacks'],
])('what ends a rehearsal is told as a sentence: %s', (raised, told) => {
  const { verdict, findings } = refusedRehearsal(new MergescopeError('merge-failed', raised))
  expect(verdict).toBe('blocked')
  expect(findings).toMatchObject([{ code: 'rehearsal-refused', message: told }])
})

test('what the leading model lacks itself for its class is told of that model, and is a warning', () => {
  const report = { name: 'LlamaModel', skipped: null, unknown: false, refused: null, rows: null }
  const output = { ...report, missing: [], unexpected: [], misshapen: [], tied: [] }
  const plan = { tensors: [], files: [], readBytes: 0, peakMemoryBytes: 0, warnings: [] }
  const check = (code: string, status: 'warn' | 'pass' | 'fail') => ({
    code,
    status,
    message: `${code} …`,
    tensor: null,
  })
  const checks = [
    check('architecture-class', 'warn'),
    check('architecture-missing', 'warn'),
    check('architecture-shape', 'warn'),
    check('architecture-unexpected', 'warn'),
    check('config-layers', 'pass'),
  ]
  const told = (refused: string | null, found = checks) =>
    finishedRehearsal(
      { ...plan, architecture: { output: { ...output, refused }, lead: null } },
      { schema: 1, checks: found, verdict: 'ok' },
      './lead',
    )
  const of = (code: string) => ({
    code: 'donor-inconsistent',
    severity: 'warning',
    donor: './lead',
    message: `${code} …`,
  })
  expect(told(null)).toMatchObject({
    verdict: 'warnings',
    findings: [of('architecture-missing'), of('architecture-shape')],
  })
  expect(told('no').findings).toMatchObject([{ donor: './lead' }, { donor: './lead' }, { donor: './lead' }])
  expect(told('no', [check('architecture-class', 'fail'), check('config-layers', 'fail')])).toMatchObject({
    verdict: 'blocked',
    findings: [
      { code: 'rehearsal-output', donor: './lead' },
      { code: 'rehearsal-output', donor: null },
    ],
  })
})
