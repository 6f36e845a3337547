import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  predictShares,
  sharesAfter,
  type WeightChanges,
} from '../../../../src/core/share-of-voice/predict.ts'
import { shareOfVoice } from '../../../../src/core/share-of-voice/roll-up.ts'
import { sumsOf } from './sums.ts'

const length = 4
const weight = fc.oneof(
  fc.constant(0),
  fc.double({ min: -2, max: 2, noNaN: true }).filter((w) => Math.abs(w) > 1e-3),
)
const donor = fc.record({
  model: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: length, maxLength: length }),
  weight,
  change: fc.oneof(fc.constant(undefined), fc.constant(null), weight),
})

type Donor = typeof donor extends fc.Arbitrary<infer Sketch> ? Sketch : never

/** A linear merge as the engine measures it: from the base (zero), or from the mean of those that are merged. */
function merged(donors: readonly (Donor & { readonly ref: string })[], hasBase: boolean) {
  const mean = Array.from({ length }, (_, at) =>
    hasBase ? 0 : donors.reduce((sum, { model }) => sum + model[at]!, 0) / donors.length,
  )
  const vectors = donors.map(({ ref, model }) => [ref, model.map((value, at) => value - mean[at]!)] as const)
  const weights = new Map(donors.map(({ ref, weight: own }) => [ref, own]))
  const all = [...weights.values()].reduce((sum, own) => sum + own, 0) || 1
  const scaled = Object.fromEntries([...weights].map(([ref, own]) => [ref, own / all]))
  const sums = sumsOf(Object.fromEntries(vectors), scaled)
  return shareOfVoice([{ ...sums, reference: hasBase ? 'base' : null }], weights, 'mean')!
}

it('predicts the very shares that a merge with these weights and without these donors has', () => {
  fc.assert(
    fc.property(fc.array(donor, { minLength: 2, maxLength: 5 }), fc.boolean(), (sketches, hasBase) => {
      const donors = sketches.map((sketch, at) => ({ ...sketch, ref: `org/${at}` }))
      const next = donors.flatMap(({ change, ...kept }) =>
        change === null ? [] : [{ ...kept, change, weight: change ?? kept.weight }],
      )
      // Nobody is heard in the first merge, or nobody stays: there is nothing to reckon with.
      const voice = merged(donors, hasBase)
      const isHeard = voice.donors.some(({ share }) => share > 0)
      if (!isHeard || next.length === 0) return
      const changes: WeightChanges = new Map(
        donors.flatMap(({ ref, change }) => (change === undefined ? [] : [[ref, change] as const])),
      )
      const predicted = predictShares(voice, changes, 'mean')
      expect(predicted.about).toBeNull()
      const after = merged(next, hasBase)
      const real = new Map(after.donors.map((told) => [told.ref, told]))
      // Donors that are all the same differ from their mean by rounding only.
      if (after.donors.every(({ norm }) => norm < 1e-6)) return
      for (const told of predicted.donors) {
        const truth = real.get(told.ref)
        if (truth === undefined) expect(told).toMatchObject({ share: null, band: null })
        else {
          expect(told.share).toBeCloseTo(truth.share, 6)
          expect(told.norm).toBeCloseTo(truth.norm, 4)
          expect(told.weight).toBe(truth.weight)
        }
      }
    }),
    { numRuns: 100 },
  )
})

it('says why the shares are no more than about right', () => {
  const voice = shareOfVoice(
    [sumsOf({ a: [3, 0], b: [0, 4] }, {})],
    new Map([
      ['a', 1],
      ['b', 1],
    ]),
    null,
  )!
  const without: WeightChanges = new Map([['a', null]])
  const about = (result: typeof voice, adding: 'sum' | 'mean' | null) =>
    predictShares(result, without, adding).about
  expect(about(voice, 'sum')).toBeNull()
  expect(about(voice, null)).toMatch(/elects/)
  expect(about({ ...voice, method: 'fitted' }, 'sum')).toMatch(/fitted/)
  const [a, b] = voice.donors
  expect(about({ ...voice, donors: [{ ...a!, weight: null }, b!] }, 'mean')).toMatch(/by layer/)
  const rows = { rows: 3, share: null }
  const none = { rows: 0, share: null }
  const vocabulary = { held: rows, ghost: none, absent: rows }
  expect(about({ ...voice, donors: [{ ...a!, vocabulary }, b!] }, 'sum')).toMatch(/vocabulary/)
  const fromMean = { ...voice, reference: 'mean of the donors' }
  expect(about(fromMean, 'mean')).toBeNull()
  expect(about({ ...fromMean, similarity: { ...voice.similarity!, error: 0.1 } }, 'mean')).toMatch(
    /how alike/,
  )
})

it('takes the change of a gradient as a multiple, and holds for the rows of a layer', () => {
  const heard = [
    { ref: 'a', share: 0.5, norm: 2 },
    { ref: 'b', share: 0.5, norm: 1 },
  ]
  const weights = new Map([['a', null]])
  expect(sharesAfter(heard, weights, new Map([['a', 3]]))).toEqual([0.75, 0.25])
  expect(
    sharesAfter([...heard, { ref: 'c', share: null, norm: null }], weights, new Map([['b', null]])),
  ).toEqual([1, 0, null])
})
