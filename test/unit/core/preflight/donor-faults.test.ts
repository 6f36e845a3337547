import { expect, it } from 'vitest'
import { faultsOfDonor } from '../../../../src/core/preflight/donor-faults.ts'
import { factsOf, modelTypes } from '../../../support/model-types.ts'
import { donorFacts } from './facts.ts'

const types = modelTypes()

it.each(types)('finds nothing wrong with a right $name', (model) => {
  const facts = { ...donorFacts('org/a', { tokens: null }), ...factsOf(model), tokenizer: null }
  expect(faultsOfDonor('org/a', facts)).toEqual([])
})

it('names the donor whose config does not fit its own weights, before anything is merged', () => {
  const llama = types.find(({ name }) => name === 'LlamaForCausalLM')!
  const facts = { ...donorFacts('org/a', { tokens: null }), tokenizer: null }
  const wrong = { ...llama, config: { ...llama.config, num_hidden_layers: 7 } }
  expect(faultsOfDonor('org/a', { ...facts, ...factsOf(wrong) })).toEqual([
    expect.objectContaining({
      code: 'donor-inconsistent',
      severity: 'warning',
      donor: 'org/a',
      message: 'config.json says num_hidden_layers 7, the set of tensors has 2',
    }),
  ])
})

it('names a special token that the donor’s own tokenizer lacks, and an id without a row', () => {
  const facts = donorFacts('org/a', { eos: ['</s>', 99], rows: 8 })
  const codes = faultsOfDonor('org/a', facts).map(({ message }) => message)
  expect(codes).toContainEqual(expect.stringMatching(/eos_token_id is 99, the tensors have 8 rows/))
})

it('names a size that no model has', () => {
  const llama = types.find(({ name }) => name === 'LlamaForCausalLM')!
  const facts = { ...donorFacts('org/a', { tokens: null }), tokenizer: null }
  const wrong = { ...llama, config: { ...llama.config, vocab_size: -1 } }
  const messages = faultsOfDonor('org/a', { ...facts, ...factsOf(wrong) }).map(({ message }) => message)
  expect(messages).toContainEqual('config.json: vocab_size is -1, and no model is that small')
})
