import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atLeast, compareVersions } from '../../../src/core/versions.ts'

/** In the order that PEP 440 gives them; those of one line are equal. */
const ordered = [
  ['not a version', ''],
  ['0.1.4'],
  ['0.1.5.dev0', '0.1.5dev'],
  ['0.1.5.dev3'],
  ['0.1.5a1.dev1'],
  ['0.1.5a1', '0.1.5.alpha-1'],
  ['0.1.5b2'],
  ['0.1.5rc1.dev2'],
  ['0.1.5rc1', '0.1.5-c1', '0.1.5.pre1'],
  ['0.1.5', 'v0.1.5', '0.1.5.0', '0!0.1.5', ' 0.1.5 '],
  ['0.1.5+cpu'],
  ['0.1.5+git.abc', '0.1.5+git-abc'],
  ['0.1.5+git.abc.1'],
  ['0.1.5+1'],
  ['0.1.5.post1.dev1'],
  ['0.1.5.post1', '0.1.5-1', '0.1.5.rev1'],
  ['0.1.9'],
  ['0.1.10.dev1'],
  ['0.1.10'],
  ['0.2', '0.2.0'],
  ['10.0'],
  ['1!0.1'],
]

test('versions are ordered as PEP 440 orders them', () => {
  for (const [at, line] of ordered.entries())
    for (const version of line)
      for (const [second, line] of ordered.entries())
        for (const against of line)
          expect([version, against, Math.sign(compareVersions(version, against))]).toEqual([
            version,
            against,
            Math.sign(at - second),
          ])
})

test('numbers compare as numbers, however many there are', () => {
  const numbers = fc.array(fc.nat(200), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const width = Math.max(a.length, b.length)
      const first = Array.from({ length: width }, (_, at) => (a[at] ?? 0) - (b[at] ?? 0)).find(Boolean) ?? 0
      expect(Math.sign(compareVersions(a.join('.'), b.join('.')))).toBe(Math.sign(first))
      expect(atLeast(a.join('.'), b.join('.'))).toBe(first >= 0)
    }),
  )
})

test('suffixes do not count where only the release numbers are asked for', () => {
  expect(atLeast('2.13.0+cpu', '2.13')).toBe(true)
  expect(atLeast('5.0.0rc1', '5')).toBe(true)
  expect(atLeast('0.1.5.dev0', '0.1.5')).toBe(true)
  expect(atLeast('2.9', '2.13')).toBe(false)
})
