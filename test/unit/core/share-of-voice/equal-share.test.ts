import fc from 'fast-check'
import { expect, it } from 'vitest'
import { equalShare } from '../../../../src/core/share-of-voice/equal-share.ts'
import { predictShares } from '../../../../src/core/share-of-voice/predict.ts'
import { shareOfVoice } from '../../../../src/core/share-of-voice/roll-up.ts'
import { sumsOf } from './sums.ts'

const donors = fc.array(
  fc.record({
    norm: fc.double({ min: 0.01, max: 100, noNaN: true }),
    weight: fc.oneof(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.constantFrom(0, -0.3)),
  }),
  { minLength: 2, maxLength: 15 },
)

/** Donors that move each in a direction of its own, added up as a linear method does. */
function merged(sketches: readonly { norm: number; weight: number }[]) {
  const vectors = Object.fromEntries(
    sketches.map(({ norm }, at) => [`org/${at}`, sketches.map((_, axis) => (axis === at ? norm : 0))]),
  )
  const weights = Object.fromEntries(sketches.map(({ weight }, at) => [`org/${at}`, weight]))
  return shareOfVoice([sumsOf(vectors, weights)], new Map(Object.entries(weights)), 'sum')!
}

it('a merge with the weight that is named gives the donor an equal share', () => {
  fc.assert(
    fc.property(donors, fc.nat(), (sketches, chosen) => {
      const at = chosen % sketches.length
      fc.pre(sketches.some(({ weight }, other) => other !== at && weight !== 0))
      const voice = merged(sketches)
      const { value } = equalShare(voice.donors, `org/${at}`, false)!
      const predicted = predictShares(voice, new Map([[`org/${at}`, value]]), 'sum')
      const again = merged(sketches.map((sketch, k) => (k === at ? { ...sketch, weight: value } : sketch)))
      expect(predicted.donors[at]!.share).toBeCloseTo(1 / sketches.length, 6)
      expect(again.donors[at]!.share).toBeCloseTo(1 / sketches.length, 6)
      expect(Math.sign(value)).toBe(Math.sign(sketches[at]!.weight) || 1)
    }),
  )
})

it('names none where none would do', () => {
  const named = (norm: number, share: number, others: number) =>
    equalShare(
      [
        { ref: 'a', norm, share, weight: 1 },
        { ref: 'b', norm: 1, share: others, weight: 1 },
      ],
      'a',
      false,
    )
  expect(named(0, 0, 1)).toBe(null)
  expect(named(1, 1, 0)).toBe(null)
  expect(named(1, 0.5, 0.5)).toMatchObject({ value: 1 })
})
