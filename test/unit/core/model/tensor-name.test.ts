import { expect, test } from 'vitest'
import { layerOf, moduleOf } from '../../../../src/core/model/tensor-name.ts'

test.each([
  ['model.layers.12.mlp.gate_proj.weight', '12', 'gate_proj'],
  ['transformer.h.3.attn.c_attn.weight', '3', 'c_attn'],
  ['vision_tower.transformer.layers.12.attention.q_proj.weight', 'vision 12', 'q_proj'],
  ['language_model.model.layers.0.input_layernorm.weight', '0', 'norms'],
  ['model.embed_tokens.weight', null, 'embeddings'],
  ['lm_head.weight', null, 'head'],
])('%s', (name, layer, module) => {
  expect([layerOf(name), moduleOf(name)]).toEqual([layer, module])
})
