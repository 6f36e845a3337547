import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bar, cell, clip, columnsOf, wrap } from '../../../../src/core/text/layout.ts'

test('cuts with an ellipsis, at the end or in the middle', () => {
  expect(clip('models/nemo-base', 16)).toBe('models/nemo-base')
  expect(clip('models/nemo-base', 10)).toBe('models/ne…')
  expect(clip('models/nemo-base', 10, 'both')).toBe('model…base')
})

test('counts wide characters as two columns and never cuts one in half', () => {
  expect(clip('模型模型', 5)).toBe('模型…')
  expect(columnsOf(cell('模型模型', 6))).toBe(6)
  expect(cell('12', 5, 'right')).toBe('   12')
})

test('never gives more columns than asked for, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 20 }), (text, columns) => {
      expect(columnsOf(clip(text, columns))).toBeLessThanOrEqual(columns)
      expect(columnsOf(clip(text, columns, 'both'))).toBeLessThanOrEqual(columns)
    }),
  )
})

test('wraps between words, and inside a word that is longer than the line', () => {
  expect(wrap('two ghost tokens', 10)).toEqual(['two ghost', 'tokens'])
  expect(wrap('abcdefghijkl x', 5)).toEqual(['abcde', 'fghij', 'kl x'])
})

test('draws a bar as long as the share, and a sliver for the smallest', () => {
  expect(bar(0.5, 4)).toBe('██')
  expect(bar(1, 4)).toBe('████')
  expect(bar(0.0001, 4)).toBe('▏')
  expect(bar(0, 4)).toBe('')
})
