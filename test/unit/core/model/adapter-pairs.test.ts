import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lackingMatrices } from '../../../../src/core/model/adapter-pairs.ts'

const pairs = [
  ['layers.0.q_proj.lora_A.weight', 'layers.0.q_proj.lora_B.weight'],
  ['layers.1.q_proj.lora_A.default.weight', 'layers.1.q_proj.lora_B.default.weight'],
  ['embed_tokens.lora_embedding_A', 'embed_tokens.lora_embedding_B'],
  ['mlp.experts.base_layer.lora_A.weight', 'mlp.experts.base_layer.lora_B.weight'],
]
const alone = [
  'lm_head.weight',
  'layers.0.q_proj.lora_B.bias',
  'layers.0.q_proj.lora_magnitude_vector',
  'layers.0.A.weight',
  'embed_tokens.token_adapter.trainable_tokens_delta',
]

test('of an adapter that lost tensors, those that are half of a product are missed, and no others', () => {
  const all = [...pairs.flat(), ...alone]
  fc.assert(
    fc.property(fc.subarray(all), (held) => {
      const missed = pairs.flatMap(([a, b]) => {
        if (held.includes(a!) === held.includes(b!)) return []
        return [held.includes(a!) ? b! : a!]
      })
      expect([...lackingMatrices(held)].sort()).toEqual(missed.sort())
    }),
  )
})
