import { expect, test } from 'vitest'
import { judge, type Sketch } from '../facts.ts'

test.each([
  ['[0, 6]', null, false],
  ['[0, 4]', null, true],
  ['[0, 4]', '[4, 6]', false],
  ['[0, 4]', '[2, 6]', true],
  ['[2, 6]', '[0, 2]', true],
])('embeddings with a part for each layer, slices %s and %s', (first, second, isRefused) => {
  const raw = { model_type: 'strange', num_hidden_layers: 6 }
  const tensors = { 'model.embed_tokens_per_layer.weight': [8, 24] }
  const sketch: Sketch = { layers: 6, architecture: 'StrangeForCausalLM', modelType: 'strange', raw, tensors }
  const slice = (name: string, range: string) => `{sources: [{model: ${name}, layer_range: ${range}}]}`
  const slices = [slice('a', first), ...(second ? [slice('b', second)] : [])].join(', ')
  const { findings } = judge(`merge_method: passthrough\nslices: [${slices}]\n`, { a: sketch, b: sketch })
  const refused = findings.filter(({ code }) => code === 'per-layer-embeddings')
  expect(refused.map(({ severity }) => severity)).toEqual(isRefused ? ['error'] : [])
})
