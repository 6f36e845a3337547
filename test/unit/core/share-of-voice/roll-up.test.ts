import { describe, expect, it } from 'vitest'
import type { TensorSums } from '../../../../src/core/bridge/sums.ts'
import { shareOfVoice } from '../../../../src/core/share-of-voice/roll-up.ts'
import { voiceOf } from '../../../../src/core/share-of-voice/tensor-voice.ts'
import { sumsOf } from './sums.ts'

const sharesOf = (sums: TensorSums, weights?: ReadonlyMap<string, number | null>) =>
  shareOfVoice([sums], weights)!

describe('share of voice', () => {
  it('gives one donor of weight one everything, and leaves nothing unexplained', () => {
    const voice = sharesOf(sumsOf({ a: [3, 4] }, { a: 1 }))
    expect(voice.donors[0]).toMatchObject({ share: 1, norm: 5, projection: 1, scale: 1, alignment: 1 })
    expect(voice).toMatchObject({ residual: 0, cancellation: 0 })
  })

  it('sees opposite donors cancel', () => {
    const voice = sharesOf(sumsOf({ a: [1, 2], b: [-1, -2] }, {}))
    expect(voice.cancellation).toBe(1)
    expect(voice.similarity!.cosines[0]![1]).toBeCloseTo(-1, 12)
  })

  it('gives orthogonal donors the analytic shares', () => {
    const voice = sharesOf(sumsOf({ a: [3, 0], b: [0, 1] }, { a: 0.5, b: 0.5 }))
    expect(voice.donors.map(({ share }) => share)).toEqual([0.75, 0.25])
    expect(voice.donors[0]!.projection).toBeCloseTo(0.9, 12)
    // ‖(1.5, 0.5)‖ / (1.5 + 0.5)
    expect(voice.cancellation).toBeCloseTo(1 - Math.sqrt(2.5) / 2, 12)
    expect(voice.similarity!.cosines).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  it('reproduces the classic chart: with equal weights shares follow norms', () => {
    const norms = [4.48, 3.3, 0.31, 0.22, ...Array.from({ length: 11 }, () => 2.26)]
    const names = norms.map((_, index) => `d${index}`)
    const vectors = Object.fromEntries(
      names.map((name, index) => [name, norms.map((norm, at) => (at === index ? norm : 0))]),
    )
    const weights = Object.fromEntries(names.map((name) => [name, 0.1]))
    const { donors } = sharesOf(sumsOf(vectors, weights))
    expect(donors.slice(0, 4).map(({ share }) => (share * 100).toFixed(1))).toEqual([
      '13.5',
      '9.9',
      '0.9',
      '0.7',
    ])
    expect(donors.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
  })

  it('adds up tensors by squares, whatever their order and the order of the donors', () => {
    const first = sumsOf({ a: [3, 0], b: [0, 4] }, {})
    const second = sumsOf({ b: [2, 2], a: [4, 0] }, {}, 'model.layers.1.mlp.up_proj.weight')
    const there = shareOfVoice([first, second])!
    const back = shareOfVoice([second, first])!
    expect(there.donors[0]!.norm).toBe(5)
    const byName = (voice: typeof there) => new Map(voice.donors.map(({ ref, share }) => [ref, share]))
    expect(byName(back)).toEqual(byName(there))
    // ⟨a, b⟩ = 0 + 8
    expect(there.similarity!.cosines[0]![1]).toBeCloseTo(8 / (5 * Math.sqrt(24)), 12)
    expect(there.layers.map(({ layer }) => layer)).toEqual(['0', '1'])
  })

  it('tells what leaving a donor out changes without a second merge', () => {
    const vectors = { a: [1, 2, 0], b: [0, 1, 5] }
    const { donors } = sharesOf(sumsOf(vectors, { a: 0.5, b: 0.5 }))
    // D = (0.5, 1.5, 2.5); without a half of a is gone.
    expect(donors[0]!.changeWithout).toBeCloseTo(Math.hypot(0.5, 1) / Math.hypot(0.5, 1.5, 2.5), 12)
  })

  it('says that a donor with broken values is poisoned', () => {
    const sums = sumsOf({ a: [1, 0], b: [0, 1] }, {})
    const [a, b] = sums.donors
    const broken = { ...sums, d2: null, donors: [{ ...a!, tau2: null, c2: null, cD: null, tauD: null }, b!] }
    const voice = sharesOf(broken)
    expect(voice.donors.map(({ band }) => band)).toEqual(['poisoned', 'anchor'])
    expect(voice.donors[1]!.share).toBe(1)
  })

  it('splits vocabulary rows by what the donor holds', () => {
    const vocabulary = {
      refs: ['a', 'b'],
      donors: [
        {
          ref: 'a',
          rows: { held: 10, ghost: 2, absent: 1 },
          c2: { held: [9, 1], ghost: [0, 4], absent: [0, 1] },
        },
        {
          ref: 'b',
          rows: { held: 13, ghost: 0, absent: 0 },
          c2: { held: [9, 6], ghost: [0, 0], absent: [0, 0] },
        },
      ],
    }
    const embeddings = { ...sumsOf({ a: [3], b: [1] }, {}), vocabulary }
    const { donors } = shareOfVoice([embeddings, { ...embeddings, tensor: 'lm_head.weight' }])!
    expect(donors[0]!.vocabulary).toEqual({
      held: { rows: 10, share: 0.75 },
      ghost: { rows: 2, share: 0 },
      absent: { rows: 1, share: 0 },
    })
    expect(donors[1]!.vocabulary!.ghost).toEqual({ rows: 0, share: null })
  })

  it('gives the error of a sampled share, and none where all was measured', () => {
    const sums = sumsOf({ a: [3, 0], b: [0, 1] }, {})
    const sampled = { ...sums, donors: sums.donors.map((donor) => ({ ...donor, c2Variance: 0.04 })) }
    expect(sharesOf(sums).donors[0]!.shareError).toBeNull()
    // ‖c‖ is 3 and 1, their errors 0.2 / 6 and 0.2 / 2; d share = (1 − s) d‖a‖ − s d‖b‖ over 4.
    const expected = Math.hypot(0.25 * (0.2 / 6), 0.75 * (0.2 / 2)) / 4
    expect(sharesOf(sampled).donors[0]!.shareError).toBeCloseTo(expected, 12)
  })

  it('tells relative norm, kept density and energy, conflicts, losses and what the contributions leave', () => {
    const plain = sumsOf({ a: [3, 4, 0, 0], b: [0, 0, 3, 4] }, {})
    const sums = {
      ...plain,
      reference2: 100,
      residual2: 12.5,
      donors: plain.donors.map((donor) => ({ ...donor, kept: 2, kept2: 20, against: 1, lost: 3, mass: 12 })),
    }
    const voice = sharesOf(sums)
    // ‖τ‖ / ‖θ0‖ = 5 / 10; 2 of 4 entries; 20 of 25; 1 of 4; 3 of 12; √(12.5 / 50).
    expect(voice.donors[0]).toMatchObject({
      relativeNorm: 0.5,
      keptDensity: 0.5,
      keptEnergy: 0.8,
      signConflict: 0.25,
      lost: 0.25,
    })
    expect(voice.residual).toBeCloseTo(0.5, 12)
  })

  it('has projections that sum to one where nothing is left over', () => {
    const { donors, tensors } = sharesOf(
      sumsOf({ a: [3, 1], b: [-1, 2], c: [0.5, 0.5] }, { a: 0.2, b: 0.5, c: 2 }),
    )
    const sum = (of: readonly { projection?: number | null | undefined }[]) =>
      of.reduce((total, { projection }) => total + (projection ?? 0), 0)
    expect(sum(donors)).toBeCloseTo(1, 12)
    expect(sum(tensors[0]!.donors)).toBeCloseTo(1, 12)
  })

  it('gives a duplicated donor an equal share', () => {
    const { donors } = sharesOf(sumsOf({ a: [1, 2], b: [1, 2] }, { a: 0.5, b: 0.5 }))
    expect(donors.map(({ share }) => share)).toEqual([0.5, 0.5])
  })

  it('keeps the coefficients of slerp beside the shares', () => {
    const coefficients = [
      { ref: 'base', value: 0.6 },
      { ref: 'a', value: 0.5 },
    ]
    expect(voiceOf({ ...sumsOf({ a: [1] }, {}), coefficients }).coefficients).toEqual(coefficients)
  })
})
