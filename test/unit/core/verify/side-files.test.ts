import { expect, it, test } from 'vitest'
import { checkGeneration } from '../../../../src/core/verify/generation.ts'
import { checkShards, type ShardIndex } from '../../../../src/core/verify/shards.ts'

const generation = (text: string) =>
  checkGeneration(new TextEncoder().encode(text)).map(({ status, message }) => `${status}: ${message}`)

it.each([
  ['{}', /^pass/],
  ['{"eos_token_id": [1, 2], "pad_token_id": -1, "bos_token_id": null}', /^pass/],
  ['{"temperature": 0.6, "suppress_tokens": [1, 2]}', /^pass/],
  ['{"eos_token_id": [1', /^fail: .* is not JSON/],
  ['[]', /^fail: .* is not a mapping/],
  ['{"eos_token_id": "</s>"}', /^fail: .*eos_token_id is "<\/s>", which is not a token id/],
  ['{"eos_token_id": [1, -5]}', /^fail: .*eos_token_id is \[1,-5\]/],
  ['{"pad_token_id": -100}', /^fail: .*pad_token_id is -100/],
  ['{"bos_token_id": [1]}', /^fail: .*bos_token_id is \[1\]/],
  ['{"bos_token_id": 1.5}', /^fail: .*bos_token_id is 1.5/],
  ['{"num_beams": 0}', /^fail: .*num_beams is 0, where a whole number from 1 on belongs$/],
  ['{"max_length": "long"}', /^fail: .*max_length is "long", where a whole number from 1 on belongs$/],
  ['{"top_k": "50"}', /^fail: .*top_k is "50", where a number belongs$/],
  ['{"temperature": -1, "do_sample": true}', /^fail: .*temperature is -1, where a number above 0 belongs$/],
  ['{"early_stopping": "soon"}', /^fail: .*early_stopping is "soon", where true, false or "never" belongs$/],
  ['{"temperature": 0, "top_k": -1, "do_sample": false, "early_stopping": "never"}', /^pass/],
  ['{"temperature": 1, "top_p": 1, "top_k": 0, "min_p": 0, "typical_p": 1, "do_sample": true}', /^pass/],
])('generation_config.json %s', (text, told) => {
  expect(generation(text).join()).toMatch(told)
})

it('says that there is none', () => {
  expect(checkGeneration(null)).toMatchObject([{ status: 'skip' }])
})

const shards = (folder: readonly string[], named: readonly string[] | null) => {
  const files = named ?? ['model.safetensors']
  const holders = new Map(files.map((file, at) => [`t${at}`, file]))
  const index: ShardIndex | null = named && { weightMap: holders, totalSize: null }
  return checkShards({ files, folder, holders, bytes: 0, index })
    .filter(({ status }) => status === 'fail')
    .map(({ code, message }) => `${code}: ${message}`)
    .join('; ')
}
const two = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']

test('a shard that no index names is found; files for other programs are not', () => {
  expect(shards([...two, 'consolidated.safetensors', 'adapter_model.safetensors'], two)).toBe('')
  expect(shards(['model.safetensors', 'config.json'], null)).toBe('')
  expect(shards([...two, 'model-00003-of-00002.safetensors'], two)).toBe(
    'index-shards: model-00003-of-00002.safetensors is in the folder, but no index names it',
  )
  expect(shards([...two, 'model.safetensors'], two)).toMatch(/transformers loads it instead of them/)
  expect(shards(['model.safetensors', two[0]!], null)).toMatch(/no index names it/)
})
