import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headsOf } from '../../../../src/core/text/letters.ts'

test.each<[refs: readonly string[], heads: readonly string[]]>([
  [['/x/b'], ['b']],
  [
    ['file:///x/b', './a/'],
    ['b', 'a'],
  ],
  [
    ['org/german', 'org/french'],
    ['a', 'b'],
  ],
  [
    ['x/same', 'y/same'],
    ['a', 'b'],
  ],
  [
    ['org/german', 'b'],
    ['A', 'B'],
  ],
])('%j are headed %j', (refs, heads) => expect(headsOf(refs, 4)).toEqual(heads))

test('no head is that of another donor, nor the name of one', () => {
  const ref = fc.stringMatching(/^(org\/|\.\/)?[a-d]{1,6}$/)
  fc.assert(
    fc.property(fc.uniqueArray(ref, { minLength: 1 }), fc.nat(6), (refs, columns) => {
      const heads = headsOf(refs, columns)
      expect(new Set(heads).size).toBe(refs.length)
      const names = refs.map((each) => each.slice(each.lastIndexOf('/') + 1))
      for (const [index, head] of heads.entries())
        expect(names.every((name, other) => other === index || name !== head)).toBe(true)
    }),
  )
})
