import { expect, test } from 'vitest'
import { newestMergekit } from '../../../../../src/core/mergekit/known.ts'
import { judge, type Sketch } from '../facts.ts'

/** A model whose layers have these names before their numbers. */
const stacked = (...stacks: readonly string[]): Sketch => ({
  architecture: 'LlamaForCausalLM',
  modelType: 'llama',
  tensors: {
    'model.layers.0.mlp.weight': null,
    'model.layers.1.mlp.weight': null,
    ...Object.fromEntries(
      stacks.flatMap((stack) =>
        [0, 1].flatMap((layer) =>
          ['self_attn.q_proj', 'mlp.up_proj', 'input_layernorm'].map((name) => [
            `${stack}.${layer}.${name}.weight`,
            [4],
          ]),
        ),
      ),
    ),
  },
})

// As python/mergescope/merge/sliced_modules.py has it: test/python/merge/test_sliced_modules.py.
test.each([
  { stacks: ['model.layers'], cut: true, refused: false },
  { stacks: ['layers'], cut: true, refused: false },
  { stacks: ['model.blocks'], cut: true, refused: true },
  { stacks: ['model.layers', 'model.blocks'], cut: true, refused: true },
  { stacks: ['model.layers', 'vision.blocks'], cut: true, refused: false },
  { stacks: ['model.blocks'], cut: false, refused: false },
  { stacks: ['model.layers', 'model.blocks'], cut: false, refused: false },
])(
  'slices of $stacks are refused where they could mean two: $refused, cut: $cut',
  ({ stacks, cut, refused }) => {
    const model = stacked(...stacks)
    const range = cut ? '[0, 1]' : '[0, 2]'
    const config = `merge_method: passthrough\nslices: [{sources: [{model: a, layer_range: ${range}}]}]\n`
    const found = judge(config, { a: model }, { mergekit: newestMergekit }).findings.filter(
      ({ code }) => code === 'slices-unclear',
    )
    expect(found.map(({ severity }) => severity)).toEqual(refused ? ['error'] : [])
    if (refused) expect(found[0]?.message).toContain('model.blocks')
  },
)

test('what a definition demands in every layer is asked of the layers that are taken', () => {
  const mixed = { tensors: { 'model.layers.1.mlp.gate.weight': [4] } }
  const definition = {
    demanded: ['model.norm.weight', 'model.layers.*.mlp.gate.weight'],
    optional: ['model.layers.*.mlp.weight'],
    tied: [],
  }
  const mergekit = { ...newestMergekit, definitions: new Map([['MistralForCausalLM', definition]]) }
  const demandedBy = (...ranges: readonly string[]) => {
    const slices = ranges.map((range) => `{sources: [{model: a, layer_range: ${range}}]}`).join(', ')
    const config = `merge_method: passthrough\nslices: [${slices}]\n`
    return judge(config, { a: mixed }, { mergekit }).findings.some(
      ({ code }) => code === 'definition-demands',
    )
  }
  expect(demandedBy('[0, 2]')).toBe(true)
  expect(demandedBy('[1, 2]', '[0, 1]')).toBe(true)
  expect(demandedBy('[1, 2]', '[1, 2]')).toBe(false)
})
