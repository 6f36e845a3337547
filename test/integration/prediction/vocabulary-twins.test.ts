import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  entryForEachToken,
  hasBlockForEachLayer,
  vocabularyKindOf,
} from '../../../src/core/model/vocabulary-names.ts'
import { testPython } from '../../support/python.ts'
import { makeOverlay } from './lab.ts'
import { vocabularyCases } from './random-vocabularies.ts'
import { PatchTwin, predict, told } from './vocabulary-twins.ts'

/** More, and others, for a whole night: VOCABULARY_CASES=10000 VOCABULARY_SEED=7. */
const runs = Number(process.env.VOCABULARY_CASES ?? 1000)
const seed = Number(process.env.VOCABULARY_SEED ?? 20)

let folder = ''
let patch: PatchTwin
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twins-'))
  await makeOverlay(testPython(), join(folder, 'patched'), true)
  patch = await PatchTwin.start(testPython(), join(folder, 'patched'))
}, 120_000)
afterAll(async () => {
  await patch?.stop()
  await rm(folder, { recursive: true, force: true })
})

test('preflight predicts of any vocabularies the tokens, rows and sources that the patch plans', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(vocabularyCases, async (spec) => {
      const predicted = predict(spec)
      fc.pre(predicted !== null)
      const real = await patch.plan(spec, predicted!.tensors, predicted!.donors)
      expect(told(predicted!, real)).toEqual(real)
      compared += 1
    }),
    { numRuns: runs, seed, maxSkipsPerRun: 3 },
  )
  expect(compared).toBeGreaterThanOrEqual(runs)
}, 3_600_000)

test('Python and the patch know vocabulary tensors by the names that TypeScript knows', async () => {
  const part = fc.constantFrom(
    ...[
      'model',
      'transformer',
      'backbone',
      'vision',
      'visual',
      'audio',
      'cls',
      'predictions',
      'language_model',
    ],
    ...[
      'embed_tokens',
      'wte',
      'wpe',
      'embed_in',
      'word_embeddings',
      'tok_embeddings',
      'token_embedding',
      'tokens_embed',
      'input_embeds_layer',
      'visual_bert',
      'shared',
      'embedding',
      'embed_tokens_per_layer',
    ],
    ...[
      'embeddings',
      'lm_head',
      'linear',
      'decoder',
      'embed_out',
      'output_layer',
      'output',
      'vocab_projector',
      'lm_loss',
      'norm',
    ],
  )
  const name = fc
    .tuple(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('weight', 'weight', 'bias', 'weights'),
    )
    .map(([parts, end]) => [...parts, end].join('.'))
  const names = fc.sample(name, { numRuns: 5000, seed })
  const { kinds, blocks, entry, usual } = await patch.named(names)
  const mine = names.map(vocabularyKindOf)
  expect(names.flatMap((text, at) => (mine[at] === kinds[at] ? [] : [[text, mine[at], kinds[at]]]))).toEqual(
    [],
  )
  for (const kind of ['embeddings', 'head', null])
    expect(mine.filter((own) => own === kind).length).toBeGreaterThan(50)
  expect(entry).toBe(entryForEachToken)
  expect(names.map(hasBlockForEachLayer)).toEqual(blocks)
  expect(blocks.filter(Boolean).length).toBeGreaterThan(50)
  expect(usual.filter((end) => vocabularyKindOf(`model.${end}`) === null)).toEqual([])
})
