import { expect, test } from 'vitest'
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

test.each(rules)('layers of several kinds by $says are refused where another kind has its place', (rule) => {
  const layers = Array.from({ length: 6 }, (_, layer) => layer)
  const sketch: Sketch = {
    layers: 6,
    architecture: 'StrangeForCausalLM',
    modelType: 'strange',
    raw: { model_type: 'strange', num_hidden_layers: 6, ...rule.says },
    tensors: Object.fromEntries(
      layers.filter(rule.other).map((layer) => [`model.layers.${layer}.experts.0.weight`, [4, 4]]),
    ),
  }
  const seen = new Set<boolean>()
  for (let end = 1; end <= 6; end++)
    for (let first = 0; first < 6; first++) {
      const slice = (name: string, from: number, to: number) =>
        `{sources: [{model: ${name}, layer_range: [${from}, ${to}]}]}`
      const config = `merge_method: passthrough\nslices: [${slice('a', 0, end)}, ${slice('b', first, 6)}]\n`
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
})
