import { expect, test } from 'vitest'
import { layerCounts } from '../../../../src/core/model/layer-counts.ts'
import { judge } from './facts.ts'

const slices = (...ranges: readonly (readonly [number, number])[]) =>
  `merge_method: passthrough\nslices: [${ranges.map((range) => `{sources: [{model: a, layer_range: [${range}]}]}`).join(', ')}]\n`
const qwen = {
  architecture: 'Qwen3ForCausalLM',
  raw: { model_type: 'qwen3', num_hidden_layers: 2, layer_types: ['near', 'far'] },
}
const patterned = { raw: { model_type: 'mistral', num_hidden_layers: 2, layer_pattern: ['near', 'far'] } }
const alike = { raw: { model_type: 'mistral', num_hidden_layers: 2, layer_pattern: ['near', 'near'] } }
const inferred = (counter: string) => ({ architecture: 'StrangeForCausalLM', raw: { [counter]: 2 } })

test.each([
  ['as many layers of types', qwen, slices([0, 1], [1, 2]), undefined, 'succeeds'],
  ['more layers', qwen, slices([0, 2], [1, 2]), 'layer-types-kept', 'crashes'],
  ['fewer layers', qwen, slices([0, 1]), 'layer-types-kept', 'crashes'],
  ['layers turned round', qwen, slices([1, 2], [0, 1]), 'layer-lists-kept', 'wrong'],
  ['more layers of another list', patterned, slices([0, 2], [1, 2]), 'layer-lists-kept', 'wrong'],
  ['layers that are alike', alike, slices([1, 2], [0, 1]), undefined, 'succeeds'],
  ...layerCounts.map(
    (name) =>
      [
        `more layers than the ${name} of an inferred architecture`,
        inferred(name),
        slices([0, 2], [0, 2]),
        'layer-lists-kept',
        'wrong',
      ] as const,
  ),
] as const)('%s', (_, sketch, config, code, outcome) => {
  const { findings, vocabulary } = judge(config, { a: sketch })
  expect(findings.find((finding) => /^layer-.*kept$/.test(finding.code))?.code).toBe(code)
  expect(vocabulary?.stock.outcome).toBe(outcome)
  expect(vocabulary?.patched.outcome).toBe('succeeds')
})
