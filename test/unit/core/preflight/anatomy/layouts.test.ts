import { expect, test } from 'vitest'
import { judge, linear, type Sketch } from '../facts.ts'

const llava = { architecture: 'LlavaForConditionalGeneration', modelType: 'llava', head: false } as const
const own = (...names: readonly string[]): Sketch => ({
  ...llava,
  layers: 0,
  tensors: {
    'model.embed_tokens.weight': null,
    'model.norm.weight': null,
    ...Object.fromEntries(names.map((name) => [name, name.includes('embed') ? [8, 4] : [4]])),
  },
})
const older = own(
  'language_model.model.embed_tokens.weight',
  'language_model.model.norm.weight',
  'vision_tower.norm.weight',
)
const newer = own(
  'model.language_model.embed_tokens.weight',
  'model.language_model.norm.weight',
  'model.vision_tower.norm.weight',
)
const told = (a: Sketch, b: Sketch, c: Sketch = a) => {
  const { findings } = judge(linear(['a', 'b', 'c']), { a, b, c })
  return (code: string) => findings.filter((finding) => finding.code === code)
}

test('a donor in another layout is told of, and lacks nothing', () => {
  for (const [a, b, names] of [
    [older, newer, 'model.language_model.embed_tokens.weight is language_model.model.embed_tokens.weight'],
    [newer, older, 'language_model.model.embed_tokens.weight is model.language_model.embed_tokens.weight'],
  ] as const) {
    const of = told(a, b)
    expect(of('layout-differs').map(({ donor, severity }) => [donor, severity])).toEqual([['b', 'info']])
    expect(of('layout-differs')[0]?.message).toContain(`3 tensors with names of another release`)
    expect(of('layout-differs')[0]?.message).toContain(names)
    expect([...of('tensor-missing'), ...of('tensor-extra')]).toEqual([])
  }
})

test('what a donor lacks is told by the names of the base, and what has another shape too', () => {
  const { tensors } = newer
  const short = { ...newer, tensors: { ...tensors, 'model.vision_tower.norm.weight': null } }
  expect(told(older, short)('tensor-missing')[0]?.message).toContain('vision_tower.norm.weight')
  const wide = { ...newer, tensors: { ...tensors, 'model.vision_tower.norm.weight': [5] } }
  expect(told(older, wide)('shape-mismatch')[0]?.message).toContain('vision_tower.norm.weight')
})

test('a donor with both names of a tensor is refused by them', () => {
  const both = { ...older, tensors: { ...older.tensors, 'model.vision_tower.norm.weight': [4] } }
  for (const [a, b] of [
    [older, both],
    [both, older],
  ] as const) {
    const [finding, ...more] = told(a, b, older)('tensor-duplicate')
    expect(more).toEqual([])
    expect(finding?.donor).toBe(a === both ? 'a' : 'b')
    expect(finding?.message).toContain('vision_tower.norm.weight is model.vision_tower.norm.weight')
    expect(finding?.hint).toContain('save_pretrained')
  }
})

test('of a model of text alone the names are not taken for those of a part of another', () => {
  const text: Sketch = { architecture: 'LlamaForCausalLM', modelType: 'llama', head: false, layers: 0 }
  const of = told(older, text)
  expect(of('architecture-mismatch')).toHaveLength(1)
  expect(of('layout-differs')).toEqual([])
})
