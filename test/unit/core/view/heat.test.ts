import fc from 'fast-check'
import { expect, it } from 'vitest'
import { heatLooks, type TerminalColour } from '../../../../src/core/view/heat-look.ts'
import { heatRows } from '../../../../src/core/view/heat-map.ts'
import { heatMatrix } from '../../../../src/core/view/heat-matrix.ts'
import { heatMeasures } from '../../../../src/core/view/heat-measures.ts'
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
      if (scale.most > 1e-9) expect(new Set(heatBounds(scale)).size).toBe(11)
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
    ['a', 'b'].map((ref, at) => ({
      ...voice!.layers[0]!.donors[0]!,
      ...{ ref, share: at ? 1 - of : of, norm: of, cosine: of },
    }))
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
  expect(level.cosines[0]).toEqual(level.shares[0])
  expect(level.norms[0]).toEqual([null, null, expect.closeTo(Math.hypot(0.2, 0.4), 12), null])
})

const size = fc.oneof(
  fc.constantFrom(null, 0, 1e-100, 1e100),
  fc.integer({ min: 1, max: 1e9 }).map((n) => n / 1e6),
  fc.integer({ min: -1e6, max: 1e6 }).map((n) => n / 1e6),
)

it('gives every figure of the page a text, a colour of its scale and four columns', () => {
  fc.assert(
    fc.property(fc.array(size, { minLength: 4, maxLength: 4 }), ([a, b, c, d]) => {
      const positive = (value: number | null | undefined) => (value == null ? null : Math.abs(value))
      const cosine = (value: number | null | undefined) =>
        value == null ? null : Math.max(-1, Math.min(1, value))
      const { shareOfVoice: voice } = sampleRun(['a', 'b'], 2, [])
      const told = [
        { norm: positive(a), cosine: cosine(b) },
        { norm: positive(c), cosine: cosine(d) },
      ]
      const layers = voice!.layers.map((layer) => ({
        ...layer,
        donors: layer.donors.map((donor, at) => ({ ...donor, ...told[at] })),
      }))
      const changed = { ...voice!, layers }
      for (const { figures, short, text, colour, bounds, most } of heatMeasures(changed)) {
        const classes = bounds.map((bound) => bound.colour)
        for (const figure of heatMatrix(changed).levels.flatMap((level) => figures(level).flat())) {
          expect(short(figure).length).toBeLessThanOrEqual(figure === 1e-100 || figure === 1e100 ? 6 : 4)
          expect(text(figure)).not.toMatch(/NaN|undefined/)
          expect([...classes, 'hx']).toContain(colour(figure))
          expect(colour(figure) === 'hx').toBe(figure === null)
        }
        expect(bounds.map(({ from }) => from).join()).not.toMatch(/NaN|–/)
        expect(most).not.toMatch(/NaN|–/)
      }
    }),
    { numRuns: 100 },
  )
})

it('gives a cell on the terminal the step that it has on the page', () => {
  const voice = sampleRun(['a', 'b', 'c'], 4, []).shareOfVoice!
  const { levels, parts, scale } = heatMatrix(voice)
  for (const row of heatRows(voice).filter(({ kind }) => kind === 'layer')) {
    const column = parts.findIndex(({ key }) => key === row.key)
    expect(row.cells.map(({ step }) => step)).toEqual(
      levels[0]!.shares.map((shares) => heatStep(shares[column]!, scale)),
    )
  }
})

/** Brightness of a colour as WCAG 2 has it. */
function brightness(colour: TerminalColour): number {
  const index = Number(colour)
  const cube = (part: number) => (part === 0 ? 0 : 55 + 40 * part)
  const at = index - 16
  const parts =
    typeof colour === 'string'
      ? [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16))
      : index >= 232
        ? [0, 1, 2].map(() => 8 + 10 * (index - 232))
        : [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(cube)
  const [red, green, blue] = parts.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

it.each([24, 8])(
  'every ground of a terminal with %i bits of colour is another one, and its ink is read',
  (depth) => {
    const looks = heatLooks(depth)!
    expect(new Set(looks.map(({ ground }) => ground)).size).toBe(10)
    for (const { ground, ink } of looks) {
      const [dark, bright] = [brightness(ground), brightness(ink)].sort((a, b) => a - b)
      expect((bright! + 0.05) / (dark! + 0.05), String(ground)).toBeGreaterThan(4.5)
    }
  },
)

it('a terminal with sixteen colours has grounds, one without has none', () => {
  expect(heatLooks(4)).toHaveLength(10)
  expect(heatLooks(1)).toBeNull()
})
