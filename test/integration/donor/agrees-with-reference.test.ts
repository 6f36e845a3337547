import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDonor } from '../../../src/adapters/donor/read-donor.ts'
import { openLocalModel } from '../../../src/adapters/files/model/local-model-files.ts'
import { MergescopeError } from '../../../src/core/errors.ts'
import { parseHeader, parseHeaderLength } from '../../../src/core/safetensors/parse-header.ts'
import { parseTokenizer } from '../../../src/core/tokenizer/parse-tokenizer.ts'
import { Vocabulary } from '../../../src/core/tokenizer/vocabulary.ts'
import { badSafetensors, oddSafetensors } from '../../support/bad-safetensors.ts'
import { mutate, mutations } from '../../support/mutate.ts'
import { type Answer, askReference } from '../../support/reference.ts'
import { safetensorsBytes } from '../../support/safetensors-bytes.ts'
import { mistralConfig, smallShape, smallTokenizer } from '../../support/sparse-donor.ts'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** Names and shapes as we read them, or null when we refuse. */
function ours(file: Uint8Array): Record<string, readonly number[]> | null {
  try {
    const length = parseHeaderLength(file.subarray(0, 8), file.length, 'x')
    const { tensors } = parseHeader(file.subarray(8, 8 + length), file.length, 'x')
    return Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]))
  } catch (error) {
    if (error instanceof MergescopeError) return null
    throw error
  }
}

describe('safetensors headers', () => {
  const ask = (files: readonly Uint8Array[]) =>
    askReference<Record<string, number[]>>(files.map((file) => ({ ask: 'safetensors', bytes: base64(file) })))

  it('refuses all that the reference refuses, and what is refused beyond that is marked so', () => {
    const answers = ask(badSafetensors.map(({ bytes }) => bytes))
    const accepted = badSafetensors.filter((_, at) => 'ok' in answers[at]!).map(({ name }) => name)
    expect(accepted).toEqual(badSafetensors.filter(({ stricter }) => stricter).map(({ name }) => name))
  })

  it('accepts nothing odd that the reference refuses', () => {
    const answers = ask(oddSafetensors.map(({ bytes }) => bytes))
    expect(answers.map((answer) => ('ok' in answer ? answer.ok : answer.error))).toEqual(
      oddSafetensors.map(({ bytes }) => ours(bytes)),
    )
  })

  it('reads 3,000 damaged headers as the reference does, or refuses them', () => {
    const seeds = oddSafetensors.map(({ bytes }) => bytes)
    const files = fc
      .sample(fc.tuple(fc.constantFrom(...seeds), mutations), { numRuns: 3000, seed: 7 })
      .map(([seed, changes]) => {
        const dataStart = 8 + parseHeaderLength(seed.subarray(0, 8), seed.length, 'x')
        return safetensorsBytes(mutate(seed.subarray(8, dataStart), changes), seed.subarray(dataStart))
      })
    let accepted = 0
    ask(files).forEach((answer, at) => {
      const mine = ours(files[at]!)
      if (mine === null) return
      accepted++
      expect(answer, Buffer.from(files[at]!).toString('latin1')).toEqual({ ok: mine })
    })
    expect(accepted).toBeGreaterThan(100)
  })
})

function oursOf(json: string): Record<string, number> | null {
  try {
    const { vocabulary } = parseTokenizer(new TextEncoder().encode(json), [])
    return entriesOf(new Vocabulary(vocabulary))
  } catch (error) {
    expect((error as Error).name).toBe('JsonError')
    return null
  }
}

function entriesOf(vocabulary: Vocabulary): Record<string, number> {
  return Object.fromEntries(
    Array.from({ length: vocabulary.size }, (_, entry) => [
      vocabulary.tokenAt(entry),
      vocabulary.idAt(entry),
    ]),
  )
}

const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
const token = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '<x>', '<y>', 'é', '😀', 'Ġ', '"', '\\', '\n'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
)
const id = fc.integer({ min: 0, max: 12 })
const added = fc.array(fc.record({ content: fc.oneof(token, fc.constant('')), id }), { maxLength: 6 })
const vocab = fc
  .uniqueArray(fc.tuple(token, id), { maxLength: 8, selector: ([, value]) => value })
  .map((pairs) => Object.fromEntries(pairs))
const bpe = fc.record({ type: fc.constant('BPE'), vocab, merges: fc.constant([]) })
const wordPiece = vocab.map((words) => ({
  type: 'WordPiece',
  unk_token: '[UNK]',
  continuing_subword_prefix: '##',
  max_input_chars_per_word: 100,
  vocab: words,
}))
const unigram = fc
  .array(fc.tuple(token, fc.double({ min: -9, max: 0, noNaN: true })), { minLength: 1, maxLength: 8 })
  .map((pieces) => ({ type: 'Unigram', unk_id: 0, vocab: pieces }))
const tokenizer = fc.tuple(fc.oneof(bpe, wordPiece, unigram), fc.option(added)).map(([model, tokens]) =>
  JSON.stringify({
    version: '1.0',
    ...(tokens && { added_tokens: tokens.map((entry) => ({ ...flags, ...entry })) }),
    model,
  }),
)

describe('tokenizer.json', () => {
  it('gives 1,500 generated vocabularies the ids that the tokenizers library gives them', () => {
    const files = fc.sample(tokenizer, { numRuns: 1500, seed: 11 })
    const answers = askReference<Record<string, number>>(files.map((json) => ({ ask: 'tokenizer', json })))
    expect(answers.filter((answer) => 'ok' in answer).length).toBeGreaterThan(1000)
    answers.forEach((answer, at) => {
      expect(oursOf(files[at]!), files[at]).toEqual('ok' in answer ? answer.ok : null)
    })
  })
})

const models: Readonly<Record<string, Record<string, unknown>>> = {
  BPE: {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab: { a: 0, b: 1, ab: 2, é: 3, aé: 4, ' ': 5, '##b': 6, '##éb': 7, aéb: 8 },
    merges: ['a b', 'a é'],
  },
  WordPiece: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: { '[UNK]': 0, a: 1 },
  },
  WordLevel: { type: 'WordLevel', vocab: { '[UNK]': 0, a: 1 }, unk_token: '[UNK]' },
  Unigram: {
    type: 'Unigram',
    unk_id: 0,
    vocab: [
      ['<unk>', 0],
      ['a', -1],
    ],
  },
}
const odd = [null, 5, -1, 1.5, 0.5, 'x', '##', '[UNK]', true, [], {}, 2 ** 40]
const merges = [
  [],
  ['a b'],
  ['a  b'],
  ['ab'],
  ['a b c'],
  [''],
  [' '],
  [['a', 'b']],
  [['a']],
  [['a', 'b', 'c']],
  [5],
  ['#version: 0.2', 'a b'],
  ['a zz'],
  ['zz a'],
  ['b a'],
  [['a', 'zz']],
  ['a b', 'a b'],
  ['a b', ['a', 'b']],
  [['a', 'b'], 'a b'],
  [[' ', 'a']],
  'x',
  null,
]
const steps = ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder']
const sequences = {
  normalizer: 'normalizers',
  pre_tokenizer: 'pretokenizers',
  post_processor: 'processors',
  decoder: 'decoders',
}
const step = (value: unknown) => steps.map((key) => ({ [key]: value }))

/** Models with one of their fields of another kind, out of range or left out, and files with something else about them. */
const damaged: readonly Record<string, unknown>[] = [
  ...Object.values(models).flatMap((model) => [
    model,
    ...Object.keys(model).flatMap((key) => {
      const { [key]: _, ...rest } = model
      return [
        rest,
        ...odd
          .filter((value) => !(key === 'continuing_subword_prefix' && typeof value === 'string'))
          .map((value) => ({ ...model, [key]: value })),
      ]
    }),
  ]),
  ...merges.map((list) => ({ ...models.BPE, merges: list })),
  // A part that is shorter than the prefix ends the whole process.
  ...['', '##', '#'].flatMap((continuing_subword_prefix) =>
    [['a ##b'], ['a ##éb'], [['a', '##éb']]].map((list) => ({
      ...models.BPE,
      continuing_subword_prefix,
      merges: list,
    })),
  ),
  ...[0, 1, 2, 9].map((unk_id) => ({ ...models.Unigram, unk_id })),
].map((model) => ({ version: '1.0', added_tokens: [], model }))
const files = [
  ...damaged,
  ...[
    ...['1.0', '2.0', '1', '', null, 1, []].map((version) => ({ version })),
    ...[null, { type: 'Nope' }, {}, [], 5, 'x', { type: null }].flatMap(step),
    ...Object.entries(sequences).flatMap(([key, list]) =>
      [[], [{ type: 'Nope' }], [{ type: 'Sequence', [list]: [{ type: 'Nope' }] }]].map((all) => ({
        [key]: { type: 'Sequence', [list]: all },
      })),
    ),
    { normalizer: { type: 'NFC' } },
    { pre_tokenizer: { type: 'Whitespace' } },
    { decoder: { type: 'Fuse' } },
  ].map((more) => ({ version: '1.0', added_tokens: [], model: models.BPE, ...more })),
].map((file) => JSON.stringify(file))

describe('what the tokenizers library does not load', () => {
  it('is refused, and nothing that it loads', () => {
    const answers = askReference<Record<string, number>>(files.map((json) => ({ ask: 'tokenizer', json })))
    const differing = files.filter((json, at) => 'ok' in answers[at]! !== (oursOf(json) !== null))
    expect(differing).toEqual([])
    expect(answers.filter((answer) => 'ok' in answer).length).toBeGreaterThan(60)
  })
})

describe('a folder with a tokenizer', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mergescope-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const entry = (content: string) => ({ ...flags, content })
  const cases: readonly (readonly [string, Record<string, object>])[] = [
    ['tokenizer.json alone', {}],
    [
      'special tokens that it lacks',
      { 'tokenizer_config.json': { eos_token: '<end>', pad_token: '<pad>', bos_token: '<s>' } },
    ],
    [
      'added_tokens_decoder out of order',
      {
        'tokenizer_config.json': {
          added_tokens_decoder: { 31: entry('<two>'), 30: entry('<one>'), 1: entry('<s>') },
        },
      },
    ],
    ['added_tokens.json', { 'added_tokens.json': { '<late>': 33, '<early>': 32 } }],
    [
      'both, where the decoder wins',
      {
        'added_tokens.json': { '<no>': 32 },
        'tokenizer_config.json': { added_tokens_decoder: { 32: entry('<yes>') } },
      },
    ],
    ['special_tokens_map.json', { 'special_tokens_map.json': { eos_token: '<fin>', unk_token: '<unk>' } }],
    ['extra special tokens', { 'tokenizer_config.json': { extra_special_tokens: ['<more>', '</s>'] } }],
  ]

  it('has the vocabulary that transformers loads', async () => {
    const folders = await Promise.all(
      cases.map(async ([, files], at) => {
        const path = join(folder, String(at))
        await mkdir(path)
        const config = { tokenizer_class: 'PreTrainedTokenizerFast' }
        const all: Record<string, object> = {
          'config.json': mistralConfig(smallShape),
          'tokenizer.json': smallTokenizer(20, ['<im>']),
          ...files,
          'tokenizer_config.json': { ...config, ...files['tokenizer_config.json'] },
        }
        for (const [name, value] of Object.entries(all))
          await writeFile(join(path, name), JSON.stringify(value))
        return path
      }),
    )
    const answers: Answer<Record<string, number>>[] = askReference(
      folders.map((path) => ({ ask: 'folder', folder: path })),
    )
    for (const [at, path] of folders.entries()) {
      const { tokenizer: read } = await readDonor(await openLocalModel('x', path))
      expect({ ok: entriesOf(read!.vocabulary!) }, cases[at]![0]).toEqual(answers[at])
    }
  })
})
