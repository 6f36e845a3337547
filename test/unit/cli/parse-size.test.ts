import { expect, test } from 'vitest'
import { parseSize, parseWhole } from '../../../src/cli/parse-size.ts'

test.each([
  ['512M', 512e6],
  ['5G', 5e9],
  ['5B', 5e9],
  ['1.5GB', 1.5e9],
  ['2GiB', 2 * 2 ** 30],
  ['1.5mib', 1.5 * 2 ** 20],
  ['4 KiB', 4096],
  ['1TiB', 2 ** 40],
  ['2TB', 2e12],
  ['1000', 1000],
])('reads %s', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})

test.each(['', '0', '-5G', 'five', '5X', '1e9', '5iB', '5BiB'])('refuses %j', (text) => {
  expect(() => parseSize(text)).toThrow('write a size such as 512M or 5G')
})

test('takes whole numbers only', () => {
  expect(parseWhole('42')).toBe(42)
  expect(() => parseWhole('4.2')).toThrow('whole number')
  expect(parseWhole('9007199254740991')).toBe(2 ** 53 - 1)
  expect(() => parseWhole('9007199254740993')).toThrow('up to 9007199254740991')
})
