import { expect, it } from 'vitest'
import { parseModelRef } from '../../../../src/core/model-ref.ts'
import { beyondClass } from '../../../../src/core/preflight/beyond-class.ts'
import type { InspectedDonor } from '../../../../src/core/preflight/donor.ts'
import { factsOf, modelTypes } from '../../../support/model-types.ts'
import { donorFacts } from './facts.ts'

const llama = modelTypes().find(({ name }) => name === 'LlamaForCausalLM')!

/** A Llama with more tensors than the class has. */
function donor(name: string, role: InspectedDonor['role'], extra: readonly string[]): InspectedDonor {
  const tensors = new Map([...llama.tensors, ...extra.map((tensor) => [tensor, [3]] as const)])
  const facts = { ...donorFacts(name, { tokens: null }), ...factsOf({ ...llama, tensors }) }
  return {
    ref: parseModelRef(name),
    key: name,
    name,
    role,
    facts,
    lora: null,
    downloadBytes: 0,
    local: true,
  }
}

const told = (...extras: readonly (readonly string[])[]) =>
  beyondClass(
    { baseModel: null },
    extras.map((extra, at) => donor(`org/${at}`, 'donor', extra)),
  )

it('tells of the leading donor alone what every donor holds and the class has not', () => {
  expect(told(['model.scalar'], ['model.scalar'])).toEqual([
    expect.objectContaining({
      code: 'donor-inconsistent',
      donor: 'org/0',
      message: 'LlamaForCausalLM has no tensor model.scalar',
    }),
  ])
})

it.each([
  [[], []],
  [['model.scalar'], []],
  [[], ['model.scalar']],
  [['model.layers.0.self_attn.rotary_emb.inv_freq'], ['model.layers.0.self_attn.rotary_emb.inv_freq']],
])('says nothing of what not all hold, and of what every loader passes over: %j and %j', (one, other) => {
  expect(told(one, other)).toEqual([])
})
