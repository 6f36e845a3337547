import { expect, test } from 'vitest'
import { parseSize, parseWhole } from '../../../src/cli/parse-size.ts'

test.each([
  ['512M', 512e6],
  ['5G', 5e9],
  ['5B', 5e9],
  ['1.5GB', 1.5e9],
  ['2GiB', 2e9],
  ['1000', 1000],
])('reads %s', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})

test.each(['', '0', '-5G', 'five', '5X', '1e9'])('refuses %j', (text) => {
  expect(() => parseSize(text)).toThrow('write a size such as 512M or 5G')
})

test('takes whole numbers only', () => {
  expect(parseWhole('42')).toBe(42)
  expect(() => parseWhole('4.2')).toThrow('whole number')
})
