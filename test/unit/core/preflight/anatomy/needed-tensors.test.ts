import { describe, expect, test } from 'vitest'
import { knownMergekits, newestMergekit } from '../../../../../src/core/mergekit/known.ts'
import { judge, linear, type Sketch } from '../facts.ts'

const layers = (kind: string) => [0, 1].map((layer) => kind.replace('*', String(layer)))

/** All that mergekit's definition of a class demands, and nothing else but a head. */
function whole(
  architecture: string,
  mergekit = newestMergekit,
): Sketch & { readonly demanded: readonly string[] } {
  const demanded = mergekit.definitions.get(architecture)!.demanded.flatMap(layers)
  const sized = (name: string) => [name, /embed_tokens/.test(name) ? [8, 4] : [4, 4]] as const
  const tensors = Object.fromEntries([
    ...layers('model.layers.*.mlp.weight').map((name) => [name, null]),
    ...demanded.map(sized),
  ])
  return { architecture, tensors, demanded: [...new Set(demanded)] }
}

const withMore = (sketch: Sketch, name: string, shape: readonly number[] | null): Sketch => ({
  ...sketch,
  tensors: { ...sketch.tensors, [name]: shape },
})

/** Tensors that no definition of these classes knows of, wherever in the model they stand. */
const extra: readonly (readonly [string, readonly number[]])[] = [
  ['v_head.weight', [1, 4]],
  ['score.weight', [2, 4]],
  ['logit_scale', []],
  ['lm_head.bias', [8]],
  ['model.norm.bias', [4]],
  ['model.embed_positions.weight', [8, 4]],
  ['model.embed_tokens.norm', [4]],
  ['model.position_ids', [1, 8]],
  ['model.layers.0.empty', [0]],
  ['model.layers.1.self_attn.sinks', [4]],
  ['a/b c.weight', [3]],
]
const classes = ['MistralForCausalLM', 'LlamaForCausalLM', 'Qwen2ForCausalLM', 'GemmaForCausalLM']

function outcome(a: Sketch, b: Sketch, more = '') {
  const found = [...knownMergekits.values()].map((mergekit) => {
    const { findings, stock, patched } = judge(linear(['a', 'b'], more), { a, b }, { mergekit })
    const told = findings.filter(({ code }) => code !== 'stock-wrong' && code !== 'stock-fails')
    return {
      told: told.map(({ code, severity, donor }) => `${severity} ${code} ${donor}`),
      stock: stock.outcome,
      error: stock.errors[0]?.type,
      patched: patched.outcome,
    }
  })
  expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(1)
  return found[0]!
}

describe.each(classes)('%s', (architecture) => {
  const plain = whole(architecture)

  test.each(extra)('what the definition does not know of, one rule for every place: %s', (name, shape) => {
    const longer = withMore(plain, name, shape)
    const ends = { error: undefined, patched: 'succeeds' }
    expect(outcome(plain, plain)).toEqual({ told: [], stock: 'succeeds', ...ends })
    // Merged from whoever has it, and lost by mergekit.
    expect(outcome(longer, plain)).toEqual({ told: ['warning tensor-partial b'], stock: 'wrong', ...ends })
    // What the first model lacks is left out by both.
    expect(outcome(plain, longer)).toEqual({ told: ['warning tensor-extra b'], stock: 'succeeds', ...ends })
    expect(outcome(longer, longer)).toEqual({ told: ['info definition-lacks null'], stock: 'wrong', ...ends })
  })

  test('what it demands is missing wherever it stands, but for a kind that all layers lack', () => {
    for (const name of plain.demanded) {
      const found = outcome(plain, withMore(plain, name, null))
      expect(found.told, name).toContain('error tensor-missing b')
      expect(found, name).toMatchObject({ stock: 'crashes', error: 'RuntimeError' })
    }
    const bare = layers('model.layers.*.post_attention_layernorm.weight').reduce<Sketch>(
      (sketch, name) => withMore(sketch, name, null),
      plain,
    )
    const found = outcome(plain, bare)
    expect(found).toMatchObject({ told: ['warning tensor-partial b'], stock: 'crashes', patched: 'succeeds' })
  })
})

test('where there is no definition, what the classes that have one demand is missing, and what none has is not', () => {
  const mergekit = newestMergekit
  const plain: Sketch = { ...whole('MistralForCausalLM'), architecture: 'StrangeForCausalLM' }
  const told = (a: Sketch, b: Sketch) =>
    judge(linear(['a', 'b'], ''), { a, b }, { mergekit }).findings.map(({ code }) => code)
  expect(told(plain, withMore(plain, 'model.norm.weight', null))).toContain('tensor-missing')
  for (const [name, shape] of extra) {
    // Some definition has these, and nobody knows whether this class does.
    if (/norm|lm_head|embed_positions/.test(name)) continue
    const found = told(withMore(plain, name, shape), plain)
    expect(found, name).toContain('tensor-partial')
    expect(found, name).not.toContain('tensor-missing')
  }
})
