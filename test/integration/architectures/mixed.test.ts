import { expect, test } from 'vitest'
import { mergeTypes } from '../../architectures/merge-types.ts'

/** One for each way in which two layouts differ; `test/architectures/mixed.ts` does all types. */
const types = ['qwen2_5_vl', 'llava', 'mllama', 'vit', 'segformer', 'mimi', 'hunyuan_vl', 'mixtral']

test('donors in two layouts are foreseen, merged, checked and right', { timeout: 900_000 }, async () => {
  const planned = [
    { method: 'linear', layouts: '010' },
    { method: 'ties', layouts: '101' },
  ]
  const results = await mergeTypes({ types, by: ['ours'], planned })
  const right = { kind: 'right', reason: '' }
  expect(results.map(({ type, unbuilt, merges }) => ({ type, unbuilt, merges }))).toEqual(
    results.map(({ type }) => ({
      type,
      unbuilt: null,
      merges: { 'ours linear 010': right, 'ours ties 101': right },
    })),
  )
})
