import { expect, test } from 'vitest'
import { formatModelRef, isHubId, isPathOnly, parseModelRef } from '../../../src/core/model-ref.ts'

test.each([
  ['org/name', 'org/name', null, null],
  ['org/name@v1', 'org/name', 'v1', null],
  ['./folder', './folder', null, null],
  ['B:\\12B\\SLERP15', 'B:\\12B\\SLERP15', null, null],
  ['org/name@main+org/lora@abc', 'org/name', 'main', 'org/lora'],
  ['/models/with space', '/models/with space', null, null],
])('reads %s', (text, path, revision, lora) => {
  const ref = parseModelRef(text)
  expect([ref.model.path, ref.model.revision, ref.lora?.path ?? null]).toEqual([path, revision, lora])
  expect(formatModelRef(ref)).toBe(text)
})

test.each(['', '@main', 'a@b@c', 'a+b+c', 'a+', '  '])('refuses “%s” with a hint', (text) => {
  expect(() => parseModelRef(text)).toThrow(
    expect.objectContaining({ code: 'config-invalid', hint: expect.any(String) }),
  )
})

test('tells Hub ids from paths', () => {
  expect(['org/name', 'gpt2', 'org/na.me-1_x'].map(isHubId)).toEqual([true, true, true])
  expect(['./x', '/x', '../x/y', 'a/b/c', 'B:\\x', 'org/na--me', '-x/y'].map(isHubId)).toEqual(
    Array(7).fill(false),
  )
  expect(['./x', '/x', '..', '~/m', 'B:\\x', 'a\\b'].map(isPathOnly)).toEqual(Array(6).fill(true))
})
