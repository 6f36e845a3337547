import { expect, test } from 'vitest'
import { loadedAs } from '../../../../src/core/mergekit/layouts.ts'

const qwen = 'Qwen2_5_VLForConditionalGeneration'
const llava = 'LlavaForConditionalGeneration'
const kimi = 'Kimi_K25ForConditionalGeneration'

test.each([
  [qwen, 'visual.blocks.3.norm1.weight', 'model.visual.blocks.3.norm1.weight'],
  [qwen, 'model.layers.0.mlp.up_proj.weight', 'model.language_model.layers.0.mlp.up_proj.weight'],
  [qwen, 'model.language_model.norm.weight', 'model.language_model.norm.weight'],
  [llava, 'language_model.lm_head.weight', 'lm_head.weight'],
  [llava, 'language_model.model.norm.weight', 'model.language_model.norm.weight'],
  [llava, 'model.language_model.model.norm.weight', 'model.language_model.norm.weight'],
  ['LlamaForCausalLM', 'model.norm.weight', 'model.norm.weight'],
  [null, 'LayerNorm.gamma', 'LayerNorm.weight'],
])('%s: %s', (architecture, name, loaded) => {
  expect(loadedAs(architecture, [name]).get(name)).toEqual({ name: loaded, isWhole: true })
})

test('names that change hands are told by the others', () => {
  const block = 'vision_tower.encoder.blocks.0'
  const of = (names: readonly string[]) => [...loadedAs(kimi, names).values()].map(({ name }) => name)
  const layer = 'model.vision_tower.layers.0'
  expect(of([`${block}.norm0.weight`, `${block}.norm1.weight`])).toEqual([
    `${layer}.norm1.weight`,
    `${layer}.norm2.weight`,
  ])
  const newer = [`${layer}.norm1.weight`, `${layer}.norm2.weight`]
  expect(of(newer)).toEqual(newer)
})

test('what is made into another tensor is none by another name', () => {
  const [expert, whole] = [
    'model.layers.0.block_sparse_moe.experts.7.w3.weight',
    'model.layers.0.block_sparse_moe.gate.weight',
  ]
  const loaded = loadedAs('MixtralForCausalLM', [expert, whole])
  expect(loaded.get(expert)?.isWhole).toBe(false)
  expect(loaded.get(whole)).toEqual({ name: 'model.layers.0.mlp.gate.weight', isWhole: true })
})
