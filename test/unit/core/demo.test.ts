import { expect, test } from 'vitest'
import { lastException } from '../../../src/core/demo.ts'

test('the exception that ended a program is the last one of its log', () => {
  const log = [
    'Traceback (most recent call last):',
    '  File "a.py", line 3, in f',
    'KeyError: 1',
    'During handling of the above exception, another exception occurred:',
    '  File "b.py", line 9, in g',
    'pydantic.errors.PydanticUserError: not fully defined',
    'some warning',
  ].join('\n')
  expect(lastException(log)).toBe('pydantic.errors.PydanticUserError: not fully defined')
})

test('a log without an exception has none', () => {
  expect(lastException('Loading tensors: 100%\nErrors are rare\n')).toBeNull()
})
