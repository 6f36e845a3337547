import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DonorSummary } from '../../../../src/core/contract/share-of-voice.ts'
import { givesWeights } from '../../../../src/core/methods.ts'
import { shareOfVoice } from '../../../../src/core/share-of-voice/roll-up.ts'
import { withVerdicts } from '../../../../src/core/share-of-voice/verdict.ts'
import { sumsOf } from './sums.ts'

/** Which way an advice turns the weight, by how much, and what it becomes. */
const turns: readonly (readonly [RegExp, (weight: number) => number])[] = [
  [/^(raise its weight|move its weight further below 0)/, (weight) => weight * 1.5],
  [/^give it a weight/, () => 0.01],
  [/(lower its weight|move its weight closer to 0)/, (weight) => weight / 1.5],
]
const turnOf = (donor: DonorSummary) => turns.find(([told]) => told.test(donor.verdict!.advice))?.[1]

/** Donors that move each in a direction of its own, as far as their norms say. */
function merged(norms: readonly number[], weights: readonly number[], hasWeights = true) {
  const vectors = Object.fromEntries(
    norms.map((norm, at) => [`org/${at}`, norms.map((_, axis) => (axis === at ? norm : 0))]),
  )
  const named = Object.fromEntries(weights.map((weight, at) => [`org/${at}`, weight]))
  const voice = shareOfVoice([sumsOf(vectors, named)], new Map(Object.entries(named)), 'sum')!
  return withVerdicts(voice, new Map(), new Map(), hasWeights).donors
}

const donors = fc.array(
  fc.record({
    norm: fc.double({ min: -3, max: 3, noNaN: true }).map((power) => 10 ** power),
    weight: fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constant(0)),
  }),
  { minLength: 2, maxLength: 8 },
)
/** More than enough steps from a thousandth of the others to their size. */
const most = 80

it('who does as advised comes to where it is advised no more', () => {
  fc.assert(
    fc.property(donors, fc.nat(), (sketches, chosen) => {
      const at = chosen % sketches.length
      fc.pre(sketches.some(({ weight }, other) => other !== at && Math.abs(weight) > 1e-3))
      const norms = sketches.map(({ norm }) => norm)
      const weights = sketches.map(({ weight }) => (Math.abs(weight) < 1e-3 ? 0 : weight))
      const first = turnOf(merged(norms, weights)[at]!)
      for (let step = 0; step < most; step++) {
        const turn = turnOf(merged(norms, weights)[at]!)
        if (!turn || (turn !== first && step > 1)) return
        weights[at] = turn(weights[at]!)
      }
      expect.fail(`still: ${merged(norms, weights)[at]!.verdict!.advice}`)
    }),
  )
})

it('advises no weight where the method takes none', () => {
  expect(['linear', 'ties', 'model_stock', 'slerp', 'of-tomorrow'].map(givesWeights)).toEqual([
    ...[true, true, false, false, true],
  ])
  fc.assert(
    fc.property(donors, (sketches) => {
      const norms = sketches.map(({ norm }) => norm)
      for (const { verdict } of merged(
        norms,
        norms.map(() => 1),
        false,
      ))
        expect(verdict!.advice).not.toContain('weight')
    }),
  )
})

it('contradicts no verdict: a donor that pulls against the result is not simply to be louder', () => {
  const vectors = { 'org/0': [9, 1], 'org/1': [9, 0], 'org/2': [-1, 0] }
  const judged = (weights: Readonly<Record<string, number>>) => {
    const voice = shareOfVoice([sumsOf(vectors, weights)], new Map(Object.entries(weights)), 'sum')!
    return withVerdicts(voice).donors[2]!.verdict!
  }
  expect(judged({ 'org/0': 1, 'org/1': 1, 'org/2': 1 })).toMatchObject({
    reason: 'nearly the base, and pulls against the result',
    advice: expect.stringMatching(/^raise its weight .* only if you want the result pulled its way$/),
  })
  expect(
    judged({ 'org/0': -1, 'org/1': -1, 'org/2': -1 }).reason,
    'a negative weight pulls against its own direction by intent',
  ).toBe('nearly the base')
})
