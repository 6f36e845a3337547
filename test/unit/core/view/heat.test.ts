import fc from 'fast-check'
import { expect, it } from 'vitest'
import { heatMatrix } from '../../../../src/core/view/heat-matrix.ts'
import { heatBounds, heatScale, heatStep } from '../../../../src/core/view/heat-scale.ts'
import { cosineStep } from '../../../../src/core/view/similarity.ts'
import { sampleRun } from '../../../support/run-result.ts'

const share = fc.oneof(fc.constantFrom(null, 0, 1, 1e-300), fc.double({ min: 0, max: 1, noNaN: true }))

it('gives a louder share no colder colour, and the loudest the hottest', () => {
  fc.assert(
    fc.property(fc.array(share, { maxLength: 30 }), (shares) => {
      const scale = heatScale(shares)
      const heard = shares.filter((each) => each !== null).sort((a, b) => a - b)
      const steps = heard.map((each) => heatStep(each, scale)!)
      expect(steps).toEqual([...steps].sort((a, b) => a - b))
      for (const step of steps) expect(step >= 0 && step <= 9 && Number.isInteger(step)).toBe(true)
      if ((heard.at(-1) ?? 0) > 0) expect(steps.at(-1)).toBe(9)
      expect(heatBounds(scale)).toHaveLength(11)
      expect(heatBounds(scale).join()).not.toMatch(/NaN|–/)
    }),
    { numRuns: 200 },
  )
})

it('leaves quiet donors colours of their own beside one that drowns them', () => {
  const scale = heatScale([0.86, 0.004, 0.008, 0.01, 0.012, 0.02, 0.03, 0.05])
  expect(new Set([0.004, 0.01, 0.02, 0.05].map((each) => heatStep(each, scale))).size).toBe(3)
})

it('tells the same direction from the opposite', () => {
  expect([1, 0.3, 0, -0.01, -1, null].map(cosineStep)).toEqual(['h9', 'h5', 'h0', 'c1', 'c5', 'hx'])
})

it('has a column for each layer and what stands around them, a level for each kind, and means of experts', () => {
  const { shareOfVoice: voice } = sampleRun(['a', 'b'], 2, [])
  const figures = (of: number) =>
    ['a', 'b'].map((ref, at) => ({ ...voice!.layers[0]!.donors[0]!, ref, share: at ? 1 - of : of }))
  const experts = [0.2, 0.4].map((of, at) => ({
    tensor: `model.layers.1.mlp.experts.${at}.up.weight`,
    donors: figures(of),
  }))
  const matrix = heatMatrix({
    ...voice!,
    modules: [
      ...voice!.modules,
      { module: 'head', donors: figures(0.9) },
      { module: 'embeddings', donors: figures(0.1) },
    ],
    tensors: [...voice!.tensors, ...experts],
  })
  expect(matrix.parts.map(({ title }) => title)).toEqual(['embeddings', 'layer 0', 'layer 1', 'head'])
  expect(matrix.levels[0]!.shares[0]).toEqual([
    0.1,
    voice!.layers[0]!.donors[0]!.share,
    voice!.layers[1]!.donors[0]!.share,
    0.9,
  ])
  const level = matrix.levels.find(({ kind }) => kind === 'mlp.experts.*.up')!
  expect(level.shares[0]).toEqual([null, null, expect.closeTo(0.3, 12), null])
})
