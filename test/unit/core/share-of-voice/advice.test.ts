import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TensorSums } from '../../../../src/core/bridge/sums.ts'
import type { DonorSummary, ShareOfVoice } from '../../../../src/core/contract/share-of-voice.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { addingOf } from '../../../../src/core/merge-config/weights.ts'
import { bandRules } from '../../../../src/core/share-of-voice/band-rules.ts'
import { shareOfVoice } from '../../../../src/core/share-of-voice/roll-up.ts'
import { withVerdicts } from '../../../../src/core/share-of-voice/verdict.ts'
import { hardlyChanges } from '../../../../src/core/share-of-voice/without.ts'

const figure = fc.double({ min: 0, max: 1, noNaN: true })
const change = fc.option(
  fc.oneof(
    figure,
    fc.double({ min: 0, max: 0.04, noNaN: true }),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
  ),
  { nil: null },
)
const rows = fc.record({ rows: fc.nat(20), share: fc.constant(null) })
const donor = fc.record({
  weight: fc.option(figure, { nil: null }),
  norm: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 300, noNaN: true })),
  share: fc.oneof(figure, fc.double({ min: 0, max: 0.01, noNaN: true })),
  changeWithout: change,
  changeRemerged: change,
  nonFinite: fc.constantFrom(0, 0, 0, 3),
  vocabulary: fc.option(fc.record({ held: rows, ghost: rows, absent: rows }), { nil: undefined }),
  sole: fc.option(fc.nat(3), { nil: undefined }),
})

function judged(sketches: readonly (typeof donor extends fc.Arbitrary<infer Sketch> ? Sketch : never)[]) {
  const donors = sketches.map(
    ({ sole: _, vocabulary, ...sketch }, at): DonorSummary => ({
      ...sketch,
      ref: `org/${at}`,
      band: 'subtle',
      ...(vocabulary && { vocabulary }),
    }),
  )
  const voice: ShareOfVoice = {
    ...{ reference: 'org/0', method: 'exact', modules: [], layers: [], tensors: [] },
    donors,
  }
  const counted = new Map(
    sketches.flatMap(({ sole }, at) => (sole === undefined ? [] : [[`org/${at}`, sole] as const])),
  )
  return withVerdicts(voice, new Map(), counted).donors
}

it('says that a merge hardly changes without a donor only where the figure is below the threshold', () => {
  fc.assert(
    fc.property(fc.array(donor, { minLength: 1, maxLength: 6 }), (sketches) => {
      for (const { verdict, changeRemerged } of judged(sketches)) {
        const said = verdict!.sentence.includes('hardly differs')
        expect(said).toBe(typeof changeRemerged === 'number' && changeRemerged < hardlyChanges)
      }
    }),
  )
})

it('tells no change in units of one that is only rounding', () => {
  fc.assert(
    fc.property(fc.array(donor, { minLength: 1, maxLength: 6 }), (sketches) => {
      for (const { verdict } of judged(sketches))
        for (const [, told] of verdict!.sentence.matchAll(/differs[a-z ]* \(?([\d.]+) %/g))
          expect(Number(told)).toBeLessThanOrEqual(1000)
    }),
  )
})

it('never advises to leave out the base, a copy of it, the only donor or holder of a row, or a donor that matters', () => {
  fc.assert(
    fc.property(fc.array(donor, { minLength: 1, maxLength: 6 }), (sketches) => {
      const donors = judged(sketches)
      donors.forEach(({ ref, norm, verdict, band, changeRemerged, nonFinite, vocabulary }, at) => {
        if (!verdict!.advice.includes('leave it out')) return
        expect(ref).not.toBe('org/0')
        expect(donors.length).toBeGreaterThan(1)
        expect(norm > 0 || (nonFinite ?? 0) > 0).toBe(true)
        if (band !== 'poisoned') expect(changeRemerged!).toBeLessThan(hardlyChanges)
        const { sole } = sketches[at]!
        if (sole !== undefined) expect(sole).toBe(0)
        else if (vocabulary && vocabulary.held.rows > 0)
          expect(
            donors.some(
              (other) =>
                other.ref !== ref &&
                other.vocabulary &&
                other.vocabulary.ghost.rows + other.vocabulary.absent.rows === 0,
            ),
          ).toBe(true)
      })
    }),
  )
})

it('no band claims what only the figure can tell', () => {
  expect(bandRules.map(({ why }) => why).join()).not.toMatch(/remov|drop|leav/)
})

/** Donors of some numbers around a base of zeros, merged with weights, as the merge sums them up. */
function merged(taus: readonly (readonly number[])[], weights: readonly number[], mean: boolean) {
  const total = mean ? weights.reduce((sum, weight) => sum + weight, 0) : 1
  const change = taus[0]!.map((_, at) =>
    taus.reduce((sum, tau, k) => sum + (weights[k]! * tau[at]!) / total, 0),
  )
  return { change, total }
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, at) => sum + value * b[at]!, 0)

it.each(['sum', 'mean'] as const)(
  'the figure is what a second merge without the donor gives: %s',
  (adding) => {
    const entry = fc.double({ min: -1, max: 1, noNaN: true })
    const taus = fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(
        taus,
        fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (all, given) => {
          const weights = given.slice(0, all.length)
          const { change, total } = merged(all, weights, adding === 'mean')
          const d2 = dot(change, change)
          fc.pre(d2 > 1e-4)
          const sums: TensorSums = {
            ...{ tensor: 'w', numel: 4, exact: true, reference: 'base', d2, residual2: 0 },
            donors: all.map((tau, k) => {
              const c = tau.map((value) => (value * weights[k]!) / total)
              const [tau2, tauD, c2, cD] = [dot(tau, tau), dot(tau, change), dot(c, c), dot(c, change)]
              return { donor: `org/${k}`, tau2, tauD, c2, cD, kept: null }
            }),
          }
          const named = new Map(weights.map((weight, k) => [`org/${k}`, weight]))
          const { donors } = shareOfVoice([sums], named, adding)!
          all.forEach((_, k) => {
            const without = (list: readonly number[]) => list.filter((__, at) => at !== k)
            const others = all.filter((__, at) => at !== k)
            const again = merged(others, without(weights), adding === 'mean').change
            const moved = again.map((value, at) => value - change[at]!)
            expect(donors[k]!.changeRemerged!).toBeCloseTo(Math.sqrt(dot(moved, moved) / d2), 4)
          })
        },
      ),
    )
  },
)

it('knows how a config adds its donors up, and says so only where it is sure', () => {
  const of = (head: string) =>
    addingOf(parseMergeConfig(`${head}\nmodels: [{model: a/b, parameters: {weight: 1}}]\n`).config!)
  expect(of('merge_method: linear')).toBe('mean')
  expect(of('merge_method: linear\nparameters: {normalize: false}')).toBe('sum')
  expect(of('merge_method: task_arithmetic\nbase_model: a/c')).toBe('sum')
  expect(of('merge_method: task_arithmetic\nbase_model: a/c\nparameters: {normalize: true}')).toBe(null)
  expect(of('merge_method: ties\nbase_model: a/c')).toBe(null)
})
