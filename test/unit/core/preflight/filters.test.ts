import { expect, test } from 'vitest'
import { judge, type Sketch } from './facts.ts'

const mixtral: Sketch = {
  architecture: 'MixtralForCausalLM',
  modelType: 'mixtral',
  tensors: { 'model.layers.0.block_sparse_moe.gate.weight': [4, 4] },
}

function told(filter: string, sketch: Sketch = {}) {
  const config = `merge_method: slerp
base_model: a
models: [{model: a}, {model: b}]
parameters:
  t:
    - {filter: '${filter}', value: 0.9}
    - {value: 0.1}
`
  return judge(config, { a: sketch, b: sketch }).findings.filter(
    ({ code }) => code === 'parameter-without-effect',
  )
}

test.each([
  ['.*mlp.*', 'did you mean "mlp"?'],
  ['mlpp', 'did you mean "mlp"?'],
  ['self_attn', 'parts of names here: model, embed_tokens, weight, layers, mlp, norm, lm_head'],
])('that a filter fits no tensor is told, with what is meant: %s', (filter, hint) => {
  const [finding, ...more] = told(filter)
  expect(more).toEqual([])
  expect(finding).toMatchObject({ severity: 'warning', hint })
  expect(finding?.message).toContain(`no tensor has "${filter}" in its name`)
})

test('a filter fits by the name in the files, by that of transformers, and where a head is tied', () => {
  for (const filter of ['mlp', '*', 'layers.1.', 'lm_head']) expect(told(filter, { head: false })).toEqual([])
  for (const filter of ['block_sparse_moe', 'mlp.gate']) expect(told(filter, mixtral)).toEqual([])
})
