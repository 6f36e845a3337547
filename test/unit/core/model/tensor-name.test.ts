import { expect, test } from 'vitest'
import { kindInLayer, layerOf, moduleOf } from '../../../../src/core/model/tensor-name.ts'

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

test.each([
  'model.layers.',
  'layers.',
  'transformer.h.',
  'transformer.blocks.',
  'bert.encoder.layer.',
  'roberta.encoder.layer.',
  'distilbert.transformer.layer.',
  'encoder.block.',
  'gpt_neox.layers.',
  'text_model.transformer.resblocks.',
  'language_model.model.layers.',
])('%s is a list of layers', (stack) => {
  expect([0, 7, 31].map((at) => layerOf(`${stack}${at}.attention.self.query.weight`))).toEqual([
    '0',
    '7',
    '31',
  ])
  expect(kindInLayer(`${stack}7.attention.self.query.weight`)).toBe('attention.self.query')
  expect(kindInLayer(`${stack}7.mlp.experts.3.up_proj.weight`)).toBe('mlp.experts.*.up_proj')
})

test('a layer of T5 is its block, whose parts are called layers too', () => {
  const name = 'encoder.block.4.layer.1.DenseReluDense.wi.weight'
  expect([layerOf(name), kindInLayer(name)]).toEqual(['4', 'layer.*.DenseReluDense.wi'])
})
