import { expect, test } from 'vitest'
import { changesOfConfig, changesOfTensors } from '../../../../src/core/model/adapter-changes.ts'
import { adapterFindings } from '../../../../src/core/preflight/adapters.ts'
import type { InspectedDonor } from '../../../../src/core/preflight/donor.ts'
import { donorFacts, type Sketch } from './facts.ts'

const q = ['model.layers.0.self_attn.q_proj.lora_A.weight']
const tied: Sketch = { head: false, raw: { tie_word_embeddings: true } }
const silent: Sketch = { head: false, raw: {} }
const untied: Sketch = { head: true, raw: { tie_word_embeddings: false } }
const seq2seq: Sketch = { head: false, raw: { tie_word_embeddings: true, is_encoder_decoder: true } }

/** Names as PEFT writes them, and the modules that are refused; test/python/merge/test_parted_ties.py has what comes out. */
const adapters: readonly (readonly [
  what: string,
  Sketch,
  names: readonly string[],
  refused: string | null,
])[] = [
  ['attention', tied, q, null],
  [
    'a head',
    tied,
    ['lm_head.lora_A.weight', 'lm_head.lora_B.weight', 'lm_head.base_layer.weight'],
    'lm_head',
  ],
  ['a head of a model that says nothing', silent, ['lm_head.lora_A.weight'], 'lm_head'],
  ['the size of a head', tied, ['lm_head.lora_magnitude_vector'], 'lm_head'],
  ['embeddings', tied, ['model.embed_tokens.lora_embedding_A'], 'model.embed_tokens'],
  [
    'both',
    tied,
    ['lm_head.lora_A.weight', 'model.embed_tokens.lora_embedding_B'],
    'lm_head and model.embed_tokens',
  ],
  ['a head that is replaced', tied, ['lm_head.weight'], null],
  ['rows of embeddings', tied, ['model.embed_tokens.token_adapter.trainable_tokens_delta'], null],
  ['rows of a head', tied, ['lm_head.token_adapter.trainable_tokens_delta'], 'lm_head'],
  ['a copy of the model', tied, ['lm_head.base_layer.weight'], null],
  ['a head of its own', untied, ['lm_head.lora_A.weight', 'model.embed_tokens.weight'], null],
  ['one of three embeddings', seq2seq, ['shared.weight'], 'shared'],
]

function inspected(sketch: Sketch, vocabularyChanges: ReturnType<typeof changesOfTensors>): InspectedDonor {
  const facts = donorFacts('base', sketch)
  const tiedEmbeddings = (sketch.raw?.tie_word_embeddings as boolean | undefined) ?? null
  const adapter = { baseModel: null, rank: 4, targetModules: [], bytes: 0, vocabularyChanges }
  return {
    ref: {
      model: { path: 'base', revision: null },
      lora: { path: 'lora', revision: null },
      overrideArchitecture: null,
    },
    key: 'base+lora',
    name: 'base+lora',
    role: 'donor',
    facts: { ...facts, config: { ...facts.config!, tiedEmbeddings, raw: sketch.raw ?? {} } },
    lora: { ...donorFacts('lora', {}), adapter },
    downloadBytes: 0,
    local: true,
  }
}

test.each(adapters)('an adapter on %s', (_, sketch, names, refused) => {
  const changes = changesOfTensors(names.map((name) => `base_model.model.${name}`))
  const [finding, ...others] = adapterFindings([inspected(sketch, changes)], 'merged')
  expect(others).toEqual([])
  expect(finding?.code).toBe(refused ? 'lora-parts-tie' : undefined)
  if (refused) expect(finding!.message).toContain(`the adapter lora changes ${refused}, which`)
})

test('without a folder for the merged model both are said', () => {
  const changes = changesOfTensors(['base_model.model.lm_head.lora_A.weight'])
  const codes = adapterFindings([inspected(tied, changes)], undefined).map(({ code }) => code)
  expect(codes).toEqual(['lora-parts-tie', 'lora-no-folder'])
})

test('of a pickled adapter its config tells', () => {
  const raw = {
    target_modules: ['q_proj', 'lm_head'],
    modules_to_save: ['embed_tokens'],
    trainable_token_indices: { wte: [1] },
  }
  expect(changesOfConfig(raw)).toEqual([
    { module: 'lm_head', how: 'adds' },
    { module: 'embed_tokens', how: 'replaces' },
    { module: 'wte', how: 'rows' },
  ])
  expect(changesOfConfig({ target_modules: '.*(q_proj|lm_head)' })).toEqual([
    { module: 'lm_head', how: 'adds' },
  ])
  expect(changesOfConfig({ target_modules: 'all-linear', modules_to_save: null })).toEqual([])
})
