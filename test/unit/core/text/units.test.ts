import { expect, test } from 'vitest'
import {
  counted,
  countedRange,
  formatBytes,
  formatCount,
  formatSeconds,
  formatShare,
} from '../../../../src/core/text/units.ts'

test('writes sizes with about three digits', () => {
  expect([0, 999, 1000, 33_900_000, 820_400_000, 1_240_000_000, 24e12].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '33.9 MB',
    '820 MB',
    '1.24 GB',
    '24.0 TB',
  ])
  expect(formatBytes(999_999)).toBe('1.00 MB')
})

test('writes durations as one would say them', () => {
  expect([0.04, 9.94, 12.4, 59.6, 185, 7620].map(formatSeconds)).toEqual([
    '0.0 s',
    '9.9 s',
    '12 s',
    '1 min 00 s',
    '3 min 05 s',
    '2 h 07 min',
  ])
})

test('groups thousands and bends the noun', () => {
  expect(formatCount(131072)).toBe('131,072')
  expect(counted(1, 'ghost token')).toBe('1 ghost token')
  expect(counted(2, 'ghost token')).toBe('2 ghost tokens')
  expect(counted(2, 'vocabulary', 'vocabularies')).toBe('2 vocabularies')
})

test('does not round a small share to nothing', () => {
  expect([0, 0.004, 0.135, 1].map(formatShare)).toEqual(['0 %', '< 1 %', '14 %', '100 %'])
})

test('tells how many there may be in the number of the last figure', () => {
  expect(countedRange(1, 1, 'model')).toBe('exactly 1 model')
  expect(countedRange(1, null, 'model')).toBe('at least 1 model')
  expect(countedRange(0, 1, 'model')).toBe('0 to 1 model')
  expect(countedRange(2, 4000, 'entry', 'entries')).toBe('2 to 4,000 entries')
})
