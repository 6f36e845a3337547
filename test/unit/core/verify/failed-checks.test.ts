import { expect, test } from 'vitest'
import { fail, pass, warn } from '../../../../src/core/verify/check.ts'
import { failedChecks } from '../../../../src/core/verify/failed-checks.ts'

const infinite = fail('values-nan', 'model.norm.weight holds 32 infinite values', 'model.norm.weight')
const wide = fail('load-forward', `a forward pass ends with an error:\n  ${'😀 '.repeat(300)}`)

test.each([
  [
    'one',
    [pass('load-forward', 'fine'), infinite],
    'out.failed: model.norm.weight holds 32 infinite values',
    '--deep',
  ],
  [
    'the first of some',
    [warn('values-nan', 'odd'), infinite, wide, infinite],
    'infinite values (and 2 more)',
    '--deep',
  ],
  [
    'none of values',
    [fail('load-tokenizer', 'no tokenizer')],
    'out.failed: no tokenizer',
    'verify out.failed`',
  ],
])('the error names %s', (_what, checks, end, hint) => {
  const error = failedChecks('out.failed', { checks })
  expect(error.message).toMatch(/^the output failed its checks and is in out\.failed: /)
  expect(error.message.endsWith(end)).toBe(true)
  expect(error.hint).toContain(hint)
})

test('the error is a short line, whatever the check says', () => {
  const { message } = failedChecks('out.failed', { checks: [wide] })
  expect(message).not.toContain('\n')
  expect([...message].length).toBeLessThan(270)
  expect(message.isWellFormed()).toBe(true)
})
