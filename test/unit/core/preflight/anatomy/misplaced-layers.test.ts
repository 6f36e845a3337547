import { describe, expect, test } from 'vitest'
import { judge, type Sketch } from '../facts.ts'

/** What says where the other kind of layer stands, in a model of six layers; whether a stack of layers may keep to it. */
const rules: readonly {
  readonly says: Readonly<Record<string, unknown>>
  readonly other: (layer: number) => boolean
  readonly holds: (others: readonly boolean[]) => boolean
}[] = [
  ...[2, 3].map((period) => {
    const other = (layer: number) => layer % period === period - 1
    return {
      says: { decoder_sparse_step: period, mlp_only_layers: [] },
      other,
      holds: (others: readonly boolean[]) => others.every((is, at) => is === other(at)),
    }
  }),
  {
    says: { block_types: ['recurrent', 'recurrent', 'attention'] },
    other: (layer) => layer % 3 === 2,
    holds: (others) => others.every((is, at) => is === (at % 3 === 2)),
  },
  // The number of layers at the front follows, where they stay there.
  ...[1, 2].map((front) => ({
    says: { first_k_dense_replace: front },
    other: (layer: number) => layer < front,
    holds: (others: readonly boolean[]) => !others.some((is, at) => is && others[at - 1] === false),
  })),
  // What has an entry for each layer, or names them, follows in any case.
  {
    says: { layer_types: ['near', 'far', 'near', 'near', 'far', 'far'] },
    other: (layer) => [1, 4, 5].includes(layer),
    holds: () => true,
  },
  { says: { mlp_only_layers: [0, 3] }, other: (layer) => [0, 3].includes(layer), holds: () => true },
]

const layers = Array.from({ length: 6 }, (_, layer) => layer)

const sketchOf = (rule: (typeof rules)[number], more: Sketch['tensors'] = {}): Sketch => ({
  layers: 6,
  architecture: 'StrangeForCausalLM',
  modelType: 'strange',
  raw: { model_type: 'strange', num_hidden_layers: 6, ...rule.says },
  tensors: {
    ...Object.fromEntries(
      layers.filter(rule.other).map((layer) => [`model.layers.${layer}.experts.0.weight`, [4, 4]]),
    ),
    ...more,
  },
})

const source = (name: string, from: number, to: number) => `{model: ${name}, layer_range: [${from}, ${to}]}`

/** Ways to write slices, in each of which the first source of each leads. */
const forms = {
  plain: (slices: string) => `slices: ${slices}`,
  modules: (slices: string) =>
    `modules: {default: {models: [{model: a}]}, model.layers: {slices: ${slices}}, model.visual.blocks: {models: [{model: a}]}}`,
}

describe.each(Object.entries(forms))('%s', (form, written) => {
  test.each(rules)(
    'layers of several kinds by $says are refused where another kind has its place',
    (rule) => {
      const tower =
        form === 'modules' ? { 'model.visual.blocks.0.weight': [4], 'model.visual.blocks.1.weight': [4] } : {}
      const sketch = sketchOf(rule, tower)
      const seen = new Set<boolean>()
      for (let end = 1; end <= 6; end++)
        for (let first = 0; first < 6; first++) {
          const slices = `[{sources: [${source('a', 0, end)}]}, {sources: [${source('b', first, 6)}]}]`
          const config = `merge_method: passthrough\n${written(slices)}\n`
          const { findings } = judge(config, { a: sketch, b: sketch })
          const refused = findings.filter(({ code }) => code === 'layer-kind-misplaced')
          const fits = rule.holds([...layers.slice(0, end), ...layers.slice(first)].map(rule.other))
          expect(refused.length, config).toBe(fits ? 0 : 1)
          if (!fits)
            expect(refused[0]!.message).toMatch(
              /^layer \d+ of the output would be layer \d of [ab], which (lacks|has) /,
            )
          seen.add(fits)
        }
      expect(seen).toContain(true)
    },
  )
})

test.each(rules)(
  'layers by $says are merged with such of their own kind, and the base has its place',
  (rule) => {
    const sketch = sketchOf(rule)
    // Biases in all layers, as another make of the model has, are no other kind.
    const biased = sketchOf(
      rule,
      Object.fromEntries(layers.map((layer) => [`model.layers.${layer}.mlp.bias`, [4]])),
    )
    for (const own of layers)
      for (const beside of layers) {
        const sources = [source('b', beside, beside + 1), source('a', own, own + 1)].join(', ')
        const config = `merge_method: slerp\nbase_model: a\nparameters: {t: 0.5}\nslices: [{sources: [${sources}]}]\n`
        const { findings } = judge(config, { a: sketch, b: biased })
        const refused = findings.filter(({ code }) => code === 'layer-kind-misplaced')
        const fits = rule.holds([rule.other(own)]) && rule.other(own) === rule.other(beside)
        expect(refused.length, config).toBe(fits ? 0 : 1)
      }
  },
)

test('experts together are of the kind of those apart', () => {
  const experts = (names: readonly string[]): Sketch => ({
    layers: 4,
    raw: { first_k_dense_replace: 1, num_hidden_layers: 4 },
    tensors: Object.fromEntries(
      [1, 2, 3].flatMap((layer) => names.map((name) => [`model.layers.${layer}.mlp.experts.${name}`, [4]])),
    ),
  })
  const apart = experts(['0.up_proj.weight', '1.up_proj.weight'])
  const config = `merge_method: passthrough\nslices: [{sources: [${source('a', 0, 3)}]}, {sources: [${source('b', 1, 4)}]}]\n`
  const { findings } = judge(config, { a: apart, b: experts(['gate_up_proj']) })
  expect(findings.filter(({ code }) => code === 'layer-kind-misplaced')).toEqual([])
})
