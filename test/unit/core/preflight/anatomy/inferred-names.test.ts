import { expect, test } from 'vitest'
import { newestMergekit } from '../../../../../src/core/mergekit/known.ts'
import { judge, linear, type Sketch } from '../facts.ts'

/** A mixture of experts, of which transformers puts those of a layer into two tensors. */
const mixture = (architecture: string, modelType: string, layers: readonly boolean[]): Sketch => ({
  architecture,
  modelType,
  layers: layers.length,
  tensors: Object.fromEntries(
    layers.flatMap((sparse, layer) =>
      (sparse ? ['experts.0.', 'experts.1.'] : ['']).flatMap((expert) =>
        ['gate_proj', 'up_proj', 'down_proj'].map((name) => [
          `model.layers.${layer}.mlp.${expert}${name}.weight`,
          [4, 4],
        ]),
      ),
    ),
  ),
})

const inferredClasses = [
  ['Dots1ForCausalLM', 'dots1'],
  ['DeepseekV3ForCausalLM', 'deepseek_v3'],
  ['Qwen2MoeForCausalLM', 'qwen2_moe'],
  ['Glm4MoeLiteForCausalLM', 'glm4_moe_lite'],
  ['Ernie4_5_MoeForCausalLM', 'ernie4_5_moe'],
] as const

// What a real mergekit did with such models, saved by transformers 5; of Dots only the rule is held.
test.each(
  inferredClasses.flatMap(([architecture, type]) =>
    [
      { layers: [true, true], outcome: 'succeeds', code: 'definition-renames' },
      { layers: [false, true], outcome: 'wrong', code: 'definition-lacks' },
      { layers: [false, true, false, true], outcome: 'wrong', code: 'definition-lacks' },
    ].map((row) => ({ architecture, type, ...row })),
  ),
)(
  'stock mergekit keeps the experts of $architecture only where all layers have some: $layers',
  ({ architecture, type, layers, outcome, code }) => {
    const own = mixture(architecture, type, layers)
    const { findings, vocabulary } = judge(linear(['a', 'b']), { a: own, b: own })
    const codes = findings.map((finding) => finding.code)
    expect(codes).toContain(code)
    expect(codes).not.toContain(code === 'definition-lacks' ? 'definition-renames' : 'definition-lacks')
    expect(vocabulary?.stock.outcome).toBe(outcome)
    expect(vocabulary?.patched.outcome).toBe('succeeds')
  },
)

test('a definition that demands experts in every layer ends stock mergekit where some have none', () => {
  for (const [layers, outcome] of [
    [[true, true], 'succeeds'],
    [[false, true], 'crashes'],
  ] as const) {
    const own = mixture('Qwen3MoeForCausalLM', 'qwen3_moe', layers)
    const { findings } = judge(linear(['a', 'b']), { a: own, b: own }, { mergekit: newestMergekit })
    const demands = findings.filter(({ message }) => message.includes('demands in every layer'))
    expect(demands, JSON.stringify(findings)).toHaveLength(outcome === 'crashes' ? 1 : 0)
  }
})

test.each([{ layers: [true, true] }, { layers: [false, true] }])(
  'the definition of GLM-4 MoE knows both of its kinds of layers: $layers',
  ({ layers }) => {
    const own = mixture('Glm4MoeForCausalLM', 'glm4_moe', layers)
    const { findings } = judge(linear(['a', 'b']), { a: own, b: own }, { mergekit: newestMergekit })
    expect(
      findings.some(({ message }) => /\.experts\.|down_proj/.test(message) && !/another name/.test(message)),
    ).toBe(false)
  },
)

test.each(['a', 'b'])(
  'a donor %s that lacks the prefix of the other is left out, or the other is',
  (bare) => {
    const sketch = (name: string): Sketch => ({
      architecture: 'BloomForCausalLM',
      modelType: 'bloom',
      tensors: Object.fromEntries(
        [0, 1].map((layer) => [`${name === bare ? '' : 'transformer.'}h.${layer}.ln.weight`, [4]]),
      ),
    })
    const { vocabulary } = judge(linear(['a', 'b']), { a: sketch('a'), b: sketch('b') })
    expect(vocabulary?.stock.outcome).toBe('wrong')
  },
)
