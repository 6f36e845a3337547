import { expect, test } from 'vitest'
import { judge, linear, type Sketch } from '../facts.ts'

const found = (code: string, b: Sketch, a: Sketch = {}) =>
  judge(linear(['a', 'b']), { a, b }).findings.find((finding) => finding.code === code)
const renamed = { 'model.layers.0.mlp.weight': null, 'language.layers.0.mlp.weight': [4, 4] }
const lost = { 'model.layers.0.mlp.weight': null }

test('tensors by other names are told from such as are lost', () => {
  expect(found('tensor-missing', { tensors: renamed })?.hint).toContain('save_pretrained')
  expect(found('tensor-missing', { tensors: lost })?.hint).toContain('shards')
})

test('of a tensor that has an entry for each token it is said, and of no other', () => {
  const sized = (tokens: number, size: number, name = 'bias_of_tokens'): Sketch => ({
    tokens: 'abcdefghijkl'.slice(0, tokens).split(''),
    tensors: { [name]: [1, size] },
  })
  expect(found('shape-mismatch', sized(10, 10), sized(8, 8))?.hint).toContain('an entry for each token')
  expect(found('shape-mismatch', sized(10, 11), sized(8, 8))?.hint).toBe('merge models of one shape')
  const buffer = 'final_logits_bias'
  expect(found('shape-mismatch', sized(10, 10, buffer), sized(8, 8, buffer))).toBeUndefined()
  expect(found('shape-mismatch', sized(10, 11, buffer), sized(8, 8, buffer))).toBeDefined()
})
