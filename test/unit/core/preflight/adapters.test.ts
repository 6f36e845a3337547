import { expect, test } from 'vitest'
import { adaptedShapes } from '../../../../src/core/model/adapted-shapes.ts'
import { changesOfConfig, changesOfTensors } from '../../../../src/core/model/adapter-changes.ts'
import { unmergeableKinds } from '../../../../src/core/model/adapter-kinds.ts'
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

function inspected(
  sketch: Sketch,
  vocabularyChanges: ReturnType<typeof changesOfTensors>,
  shapes: ReturnType<typeof adaptedShapes> = new Map(),
  kind: string | null = 'LORA',
): InspectedDonor {
  const facts = donorFacts('base', sketch)
  const tiedEmbeddings = (sketch.raw?.tie_word_embeddings as boolean | undefined) ?? null
  const adapter = { kind, baseModel: null, rank: 4, targetModules: [], bytes: 0, vocabularyChanges, shapes }
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

test('a kind that cannot be merged into weights is refused by its name, and others are not', () => {
  for (const kind of unmergeableKinds.keys()) {
    const [finding, ...others] = adapterFindings([inspected(untied, [], new Map(), kind)], 'merged')
    expect(others).toEqual([])
    expect(finding).toMatchObject({ code: 'lora-not-mergeable', donor: 'base+lora' })
    expect(finding!.message).toContain(`of the kind ${kind} (peft_type`)
  }
  for (const kind of ['LORA', 'OFT', 'OF_TOMORROW'])
    expect(adapterFindings([inspected(untied, [], new Map(), kind)], 'merged')).toEqual([])
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

const [rows, columns] = [6, 4]
const model: Sketch = { tensors: { 'model.layers.0.proj.weight': [rows, columns] } }

/** What PEFT writes of one module, for a matrix of this shape. */
const written: Readonly<
  Record<string, (rows: number, columns: number) => Readonly<Record<string, number[]>>>
> = {
  'two factors': (out, given) => ({ 'lora_A.weight': [2, given], 'lora_B.weight': [out, 2] }),
  'factors of embeddings': (out, given) => ({ lora_embedding_A: [2, out], lora_embedding_B: [given, 2] }),
  'factors of a convolution': (out, given) => ({
    'lora_A.weight': [2, given, 3],
    'lora_B.weight': [out, 2, 1],
  }),
  'a whole matrix': (out, given) => ({ weight: [out, given] }),
  'a whole matrix, as older PEFT has it': (out, given) => ({
    'modules_to_save.weight': [out, given],
    'original_module.weight': [out, given],
  }),
  'a copy of the model': (out, given) => ({
    'base_layer.weight': [out, given],
    lora_embedding_A: [2, out],
    lora_embedding_B: [given, 2],
  }),
  'some rows': (_, given) => ({ 'token_adapter.trainable_tokens_delta': [3, given] }),
}

const sizes = [
  [rows, columns],
  [rows + 3, columns],
  [rows, columns - 1],
  [columns, rows],
] as const

test.each(
  Object.entries(written).flatMap(([what, of]) =>
    sizes.map(([out, given]) => [what, out, given, of] as const),
  ),
)('%s of a matrix of %i × %i', (what, out, given, of) => {
  const tensors = Object.entries(of(out, given)).map(([kind, shape]) => ({
    name: `base_model.model.model.layers.0.proj.${kind}`,
    shape,
  }))
  const isProduct = Object.keys(of(1, 1)).every((kind) => kind.startsWith('lora_'))
  const asHeld = (what === 'some rows' || out === rows) && given === columns
  // The weights of GPT-2 stand the other way round.
  const turned = isProduct && out === columns && given === rows
  const found = adapterFindings([inspected(model, [], adaptedShapes(tensors))], 'merged')
  expect(found.map(({ code }) => code)).toEqual(asHeld || turned ? [] : ['lora-shape-mismatch'])
  if (found[0]) expect(found[0].message).toContain('model.layers.0.proj.weight is [6 × 4]')
})

const stack = (prefix: string, layers: number) =>
  Array.from({ length: layers }, (_, layer) => `${prefix}.${layer}.proj`)

test.each<[held: readonly string[], adapted: readonly string[], told: string | null]>([
  [stack('model.layers', 2), stack('model.layers', 2), null],
  [stack('model.layers', 3), stack('model.layers', 2), null],
  [stack('model.layers', 2), stack('model.layers', 3), 'changes model.layers.2, which'],
  [stack('model.layers', 2), stack('model.layers', 4), 'changes model.layers.2 and 1 other layer, which'],
  [stack('model.layers', 2), ['model.layers.7.proj'], 'changes model.layers.7, which'],
  // One of the two lacks the prefix, or calls the stack otherwise.
  [stack('layers', 2), stack('model.layers', 2), null],
  [stack('layers', 2), stack('model.layers', 3), 'changes model.layers.2, which'],
  [stack('language_model.model.layers', 2), stack('model.language_model.layers', 2), null],
  [[...stack('model.layers', 2), 'lm_head'], [...stack('model.layers', 2), 'lm_head', 'score'], null],
])('of a model with %j an adapter for %j is told: %s', (held, adapted, told) => {
  const tensors = Object.fromEntries(held.map((name) => [`${name}.weight`, [rows, columns]]))
  const shapes = adaptedShapes(
    adapted.map((name) => ({ name: `base_model.model.${name}.lora_A.weight`, shape: [2, columns] })),
  )
  const found = adapterFindings([inspected({ tensors }, [], shapes)], 'merged')
  expect(found.map(({ code }) => code)).toEqual(told === null ? [] : ['lora-layers-left-out'])
  if (told !== null) expect(found[0]!.message).toContain(told)
})

test('an adapter that names no kind is refused before PEFT is asked', () => {
  const [finding] = adapterFindings([inspected(untied, [], new Map(), null)], 'folder')
  expect(finding).toMatchObject({
    code: 'lora-not-mergeable',
    message: expect.stringContaining('has no peft_type'),
  })
})
