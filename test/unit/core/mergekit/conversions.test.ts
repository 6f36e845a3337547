import { expect, test } from 'vitest'
import { loadedName } from '../../../../src/core/mergekit/conversions.ts'
import { knownMergekits, newestMergekit, oldestMergekit } from '../../../../src/core/mergekit/known.ts'

test.each([
  [
    'mixtral',
    'model.layers.3.block_sparse_moe.experts.7.w3.weight',
    'model.layers.3.mlp.experts.gate_up_proj',
  ],
  ['mixtral', 'model.layers.3.block_sparse_moe.gate.weight', 'model.layers.3.mlp.gate.weight'],
  ['mixtral', 'model.layers.3.self_attn.q_proj.weight', 'model.layers.3.self_attn.q_proj.weight'],
  ['dots1', 'model.layers.1.mlp.experts.0.down_proj.weight', 'model.layers.1.mlp.experts.down_proj'],
  ['llava', 'language_model.lm_head.weight', 'lm_head.weight'],
  ['mlcd', 'vision_model.encoder.layers.0.weight', 'encoder.layers.0.weight'],
  ['llama', 'model.norm.weight', 'model.norm.weight'],
])('%s: %s', (type, name, loaded) => {
  expect(loadedName(name, type, newestMergekit)).toBe(loaded)
  expect(loadedName(name, type, oldestMergekit)).toBe(name)
})

test('every conversion can be read', () => {
  for (const mergekit of knownMergekits)
    for (const type of mergekit.conversions.keys())
      expect(() => loadedName('model.layers.0.mlp.weight', type, mergekit)).not.toThrow()
})
