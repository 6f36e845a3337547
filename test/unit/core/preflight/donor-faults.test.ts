import { expect, it } from 'vitest'
import { makeFinding } from '../../../../src/core/findings/make.ts'
import { configFacts, generationFacts } from '../../../../src/core/model/config-facts.ts'
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
      message: 'config.json says num_hidden_layers 7, but the set of tensors has 2',
    }),
  ])
})

it('names a special token that the donor’s own tokenizer lacks, and an id without a row', () => {
  const facts = donorFacts('org/a', { eos: ['</s>', 99], rows: 8 })
  const codes = faultsOfDonor('org/a', facts).map(({ message }) => message)
  expect(codes).toContainEqual(expect.stringMatching(/eos_token_id is 99, but the tensors have only 8 rows/))
})

it('says nothing of special tokens where the vocabulary is not read', () => {
  const facts = donorFacts('org/a', {})
  const special = { token: '</s>', id: null }
  const tokenizer = { ...facts.tokenizer!, source: 'vocab.json', vocabulary: null, eos: special }
  const told = faultsOfDonor('org/a', { ...facts, tokenizer }).map(({ message }) => message)
  expect(told.filter((message) => message.includes('special token'))).toEqual([])
})

it('names a chat template that Jinja cannot compile', () => {
  const facts = donorFacts('org/a', {})
  const tokenizer = { ...facts.tokenizer!, chatTemplate: 'x\n{% for m in %}' }
  expect(faultsOfDonor('org/a', { ...facts, tokenizer })).toContainEqual(
    expect.objectContaining({
      code: 'donor-inconsistent',
      message: expect.stringMatching(/^its chat template cannot be used: line 2, column \d+ of it: /),
    }),
  )
})

it('names a size that no model has', () => {
  const llama = types.find(({ name }) => name === 'LlamaForCausalLM')!
  const facts = { ...donorFacts('org/a', { tokens: null }), tokenizer: null }
  const wrong = { ...llama, config: { ...llama.config, vocab_size: -1 } }
  const messages = faultsOfDonor('org/a', { ...facts, ...factsOf(wrong) }).map(({ message }) => message)
  expect(messages).toContainEqual('config.json: vocab_size is -1, and no model is that small')
})

it.each([
  [{ num_hidden_layers: 1e9 }, 'num_hidden_layers'],
  [{ num_hidden_layers: 2 ** 63 }, 'num_hidden_layers'],
  [{ n_layer: 10_001 }, 'n_layer'],
  [{ text_config: { num_hidden_layers: 1e12 } }, 'text_config.num_hidden_layers'],
  [{ vision_config: { depth: 1e9 } }, 'vision_config.depth'],
  [{ decoder_layers: 1e9 }, 'decoder_layers'],
])('refuses %j, which nobody plans to the end, at once', (raw, name) => {
  const facts = { ...donorFacts('org/a', {}) }
  const config = { ...facts.config!, ...configFacts(raw) }
  expect(config.layers).toBeNull()
  expect(faultsOfDonor('org/a', { ...facts, config })).toContainEqual(
    expect.objectContaining({
      code: 'layers-without-end',
      severity: 'error',
      message: expect.stringContaining(` ${name} is `),
    }),
  )
})

it('takes as many layers as a model may have', () => {
  const facts = donorFacts('org/a', {})
  const config = { ...facts.config!, ...configFacts({ num_hidden_layers: 10_000 }) }
  expect(faultsOfDonor('org/a', { ...facts, config }).map(({ code }) => code)).not.toContain(
    'layers-without-end',
  )
})

it('names the tensor of any layer whose shape config.json does not allow', () => {
  const llama = types.find(({ name }) => name === 'LlamaForCausalLM')!
  const facts = { ...donorFacts('org/a', {}), ...factsOf(llama), tokenizer: null }
  const name = 'model.layers.1.mlp.down_proj.weight'
  const tensor = facts.weights!.tensors.get(name)!
  const tensors = new Map(facts.weights!.tensors).set(name, { ...tensor, shape: [tensor.shape[0]!, 3] })
  const wrong = { ...facts, weights: { ...facts.weights!, tensors } }
  expect(faultsOfDonor('org/a', wrong).map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^config.json says intermediate_size \d+, .*layers\.1\.mlp\.down_proj\.weight has 3 columns/,
    ),
  ])
})

it('names what a layer of a decoder lacks, and where it is shaped unlike the others', () => {
  const llama = types.find(({ name }) => name === 'LlamaForCausalLM')!
  const facts = { ...donorFacts('org/a', {}), ...factsOf(llama), tokenizer: null }
  const [gone, odd] = ['model.layers.1.mlp.up_proj.weight', 'model.layers.1.input_layernorm.weight']
  const tensors = new Map(facts.weights!.tensors).set(odd, {
    ...facts.weights!.tensors.get(odd)!,
    shape: [3],
  })
  tensors.delete(gone)
  const wrong = { ...facts, weights: { ...facts.weights!, tensors } }
  const told = faultsOfDonor('org/a', wrong).map(({ message }) => message)
  for (const name of [gone, odd]) expect(told).toContainEqual(expect.stringContaining(name))
})

it.each([
  [{ eos_token_id: '</s>' }, /eos_token_id is "<\/s>", which is not a token id/],
  [{ pad_token_id: -100 }, /pad_token_id is -100/],
])('names what is no token id in generation_config.json: %j', (raw, told) => {
  const facts = { ...donorFacts('org/a', {}), generation: generationFacts(raw) }
  expect(faultsOfDonor('org/a', facts).map(({ message }) => message)).toContainEqual(
    expect.stringMatching(told),
  )
})

it('names a shard that no index names, but none of a donor whose shards cannot be read', () => {
  const facts = donorFacts('org/a', {})
  const [shard] = [{ path: 'model.safetensors', size: 1, dataStart: 1 }]
  const files = ['model.safetensors', 'model-00002-of-00002.safetensors'].map((path) => ({ path, size: 1 }))
  const stray = { ...facts, files, weights: { ...facts.weights!, shards: [shard!] } }
  const told = (donor: typeof stray) => faultsOfDonor('org/a', donor).map(({ message }) => message)
  expect(told(stray)).toContainEqual(
    'model-00002-of-00002.safetensors is in the folder, but no index names it',
  )
  const broken = { ...stray, findings: [makeFinding('header-invalid', { message: 'it is damaged' })] }
  expect(told(broken).join()).not.toMatch(/no index/)
})

it('names a tokenizer without tokens', () => {
  const facts = donorFacts('org/a', { tokens: [] })
  expect(faultsOfDonor('org/a', facts).map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/tokenizer.json has no tokens/),
  )
})
