import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable } from '../../../../src/core/text/printable.ts'

test('keeps ordinary names in any script as they are', () => {
  for (const name of [
    'mistralai/Mistral-Nemo',
    'модель',
    '模型-7B',
    'שלום',
    'हिन्दी',
    'tiếng Việt',
    'a b',
    '🦙',
  ])
    expect(printable(name)).toBe(name)
})

test('shows what it takes out: control sequences, directions, zero width, line breaks', () => {
  expect(printable('\u001b[2Jevil')).toBe('\\u{1b}[2Jevil')
  expect(printable('a\u202egnp.exe')).toBe('a\\u{202e}gnp.exe')
  expect(printable('a\u200bb')).toBe('a\\u{200b}b')
  expect(printable('one\ntwo\tthree\r')).toBe('one\\ntwo\\tthree\\r')
  expect(printable('\u009b31m\u0007')).toBe('\\u{9b}31m\\u{7}')
  expect(printable('\ud800')).toBe('\\u{d800}')
})

test('lets no pile of combining marks leave its line', () => {
  expect(printable(`a${'\u0301'.repeat(5)}b`)).toBe('a\u0301\u0301\\u{301}\\u{301}\\u{301}b')
})

test('draws a mark that has no letter as an escape, so that it cannot sit on its neighbour', () => {
  expect(printable('\u0301a')).toBe('\\u{301}a')
})

test('never lets a control, format or separator character through, and changes nothing the second time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const safe = printable(text)
      expect(safe).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
      expect(printable(safe)).toBe(safe)
    }),
  )
})
