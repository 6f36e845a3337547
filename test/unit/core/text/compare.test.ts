import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareAsPython } from '../../../../src/core/text/compare.ts'

test('texts are put in the order of their code points, as Python sorts them', () => {
  const points = (text: string) => [...text].map((char) => char.codePointAt(0)!)
  const byPoints = (a: string, b: string) => {
    const [left, right] = [points(a), points(b)]
    const at = left.findIndex((point, index) => point !== right[index])
    return at < 0 ? left.length - right.length : left[at]! - (right[at] ?? -1)
  }
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{1f600}'),
  })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareAsPython(a, b))).toBe(Math.sign(byPoints(a, b)))
    }),
  )
})
