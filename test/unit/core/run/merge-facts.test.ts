import { expect, test } from 'vitest'
import { mergeFacts } from '../../../../src/core/run/merge-facts.ts'
import { emptyResult } from '../../../../src/core/run/result.ts'

const merged = {
  files: new Map(),
  digests: new Map(),
  auditRecords: [],
  shareOfVoice: null,
  plannedRows: [],
  tensors: [],
  plan: null,
  versions: {},
}

test.each([
  ['a cluster', [{ node: 'one', shards: 2, bytes: 8 }]],
  ['this process', []],
])('a merge by %s says which machines have merged how much, if any', (_, nodes) => {
  const facts = mergeFacts({ ...merged, nodes }, emptyResult('out', {}, []))
  expect(facts.nodes).toEqual(nodes.length > 0 ? nodes : undefined)
})
