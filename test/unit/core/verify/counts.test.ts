import { expect, it } from 'vitest'
import type { OutputCheck } from '../../../../src/core/contract/verify.ts'
import type { ConfigFacts, DonorTensor, WeightsFacts } from '../../../../src/core/model/facts.ts'
import { pass, skip } from '../../../../src/core/verify/check.ts'
import { checkShapes } from '../../../../src/core/verify/config-shapes.ts'
import { checksByName } from '../../../../src/core/verify/counts.ts'

it('names what was skipped, each once and not too many', () => {
  const skipped = (...codes: readonly string[]): OutputCheck[] =>
    codes.map((code) => ({ ...skip('index-valid', 'one'), code }))
  const done = pass('files-readable', 'fine')
  expect(checksByName([done])).toBe('1 passed')
  expect(checksByName([done, ...skipped('a', 'b', 'a')])).toBe('1 passed, 3 skipped (a, b)')
  expect(checksByName(skipped('a', 'b', 'c', 'd', 'e', 'f'))).toBe('0 passed, 6 skipped (a, b, c, d, e, …)')
})

it('says of each check of the shapes what it looked at', () => {
  const tensor = (name: string, ...shape: number[]) =>
    [name, { name, shape } as unknown as DonorTensor] as const
  const tensors = new Map([
    tensor('model.layers.0.self_attn.q_proj.weight', 8, 8),
    tensor('model.layers.0.mlp.up_proj.weight', 16, 8),
  ])
  const config = { heads: 2, keyValueHeads: 2, headDim: 4, intermediateSize: 16 } as unknown as ConfigFacts
  const told = checkShapes(config, { tensors } as unknown as WeightsFacts)
  expect(told.map(({ code, status }) => [code, status])).toEqual([
    ['config-heads', 'pass'],
    ['config-intermediate-size', 'pass'],
  ])
  expect(new Set(told.map(({ message }) => message)).size).toBe(told.length)
})
