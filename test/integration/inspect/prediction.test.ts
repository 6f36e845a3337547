import { mkdirSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import type { InspectResult } from '../../../src/core/contract/inspect.ts'
import { drain } from '../../../src/core/drain.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { parseModelRef } from '../../../src/core/model-ref.ts'
import type { InspectedDonor } from '../../../src/core/preflight/donor.ts'
import { inspectStage } from '../../../src/steps/inspect/inspect.ts'
import { predictRecipe } from '../../../src/steps/inspect/predict.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { path } = temporaryFolder()
const shared = { env: {}, mergekit: newestMergekit.version }

/** A model of no layers: vocabulary, head and norm, with a tokenizer of as many tokens as are given. */
function model(name: string, tokens: number, rows: number, more: object = {}): void {
  mkdirSync(path(name), { recursive: true })
  const config = { architectures: ['LlamaForCausalLM'], model_type: 'llama', hidden_size: 4, ...more }
  const sizes = { num_hidden_layers: 0, vocab_size: rows, num_attention_heads: 1, intermediate_size: 4 }
  writeFileSync(path(name, 'config.json'), JSON.stringify({ ...sizes, ...config }))
  const shapes = {
    'lm_head.weight': [rows, 4],
    'model.embed_tokens.weight': [rows, 4],
    'model.norm.weight': [4],
  }
  let end = 0
  const entries = Object.entries(shapes).map(([tensor, shape]) => {
    const begin = end
    end += 4 * shape.reduce((product, size) => product * size, 1)
    return [tensor, { dtype: 'F32', shape, data_offsets: [begin, end] }]
  })
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  writeFileSync(path(name, 'model.safetensors'), Buffer.concat([length, header, Buffer.alloc(end)]))
  const vocab = Object.fromEntries(Array.from({ length: tokens }, (_, id) => [`t${id}`, id]))
  const tokenizer = { version: '1.0', added_tokens: [], model: { type: 'BPE', vocab, merges: [] } }
  writeFileSync(path(name, 'tokenizer.json'), JSON.stringify(tokenizer))
}

let read: InspectedDonor[] = []
beforeAll(async () => {
  model('whole', 8, 8)
  model('ghost', 10, 8)
  model('wide', 12, 12)
  model('odd', 8, 8, { num_attention_heads: 0 })
  model('other', 6, 6)
  process.chdir(path())
  // One after the other, as the screens read them.
  for (const name of ['whole', 'ghost', 'wide', 'odd']) {
    const models = [parseModelRef(name)]
    read = [...read, ...(await drain(inspectStage({ ...shared, target: { kind: 'models', models } }))).donors]
  }
})

const linear = (names: readonly string[], more = '') =>
  `merge_method: linear\nmodels:\n${names.map((name) => `  - {model: ${name}, parameters: {weight: 0.5}}\n`).join('')}${more}`

const recipes = {
  'donors of one vocabulary': linear(['whole', 'whole']),
  'a ghost token': linear(['whole', 'ghost'], 'tokenizer: {source: union}\n'),
  'other vocabularies without a tokenizer key': linear(['whole', 'wide']),
  'a base model': `${linear(['whole', 'wide'], 'tokenizer_source: base\n').replace('linear', 'task_arithmetic')}base_model: ghost\n`,
  'a donor whose files contradict each other': linear(['whole', 'odd']),
  'a tokenizer of a model that is no donor': linear(['whole', 'wide'], 'tokenizer: {source: other}\n'),
  'a tokenizer of a model that is not there': linear(['whole', 'wide'], 'tokenizer: {source: nowhere/}\n'),
  'a parameter that is none': linear(['whole', 'wide'], 'parameters: {nomalize: true}\n'),
  'an unknown method': linear(['whole']).replace('linear', 'linaer'),
  'no YAML': '- [',
  nothing: '',
}

/** What other programs write in between, the disk's free space, is no part of what is predicted. */
const atAnyTime = (estimate: InspectResult['estimate']) => estimate && { ...estimate, diskFreeBytes: 0 }

test.each(Object.entries(recipes))('the recipe screen predicts what inspect says: %s', async (_, text) => {
  const { result } = await drain(inspectStage({ ...shared, target: { kind: 'text', text } }))
  const { vocabulary, estimate, verdict, findings } = result
  const predicted = await predictRecipe({ ...shared, text, donors: read })
  expect({ ...predicted, estimate: atAnyTime(predicted.estimate) }).toEqual({
    ...{ vocabulary, estimate: atAnyTime(estimate), verdict, findings },
    waitsFor: [],
  })
})

test('the recipes are not all one', async () => {
  const all = await Promise.all(
    Object.values(recipes).map((text) => predictRecipe({ ...shared, text, donors: read })),
  )
  expect(new Set(all.map(({ verdict }) => verdict)).size).toBeGreaterThan(1)
  const codes = all.flatMap(({ findings }) => findings.map(({ code }) => code))
  expect(codes).toEqual(expect.arrayContaining(['donor-inconsistent', 'tokenizer-source-unreadable']))
})

test('nothing is opened for a donor that was not read: it is waited for', async () => {
  const text = linear(['whole', 'ghost', 'wide'], 'tokenizer: {source: nowhere/}\n')
  const donors = read.filter(({ name }) => name === 'whole')
  const predicted = await predictRecipe({ ...shared, text, donors })
  expect(predicted).toMatchObject({ vocabulary: null, estimate: null, waitsFor: ['ghost', 'wide'] })
  const told = predicted.findings.map(({ code, donor }) => `${code} ${donor}`)
  expect(told).toEqual(['tokenizer-source-outside null', 'donor-inconsistent whole'])
})
