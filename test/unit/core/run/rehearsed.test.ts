import { expect, test } from 'vitest'
import { MergescopeError } from '../../../../src/core/errors.ts'
import { refusedRehearsal } from '../../../../src/core/run/rehearsed.ts'

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
