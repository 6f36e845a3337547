import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AuditRecord } from '../../../../src/core/contract/audit.ts'
import { fateOf, joinedRecords, recordText } from '../../../../src/core/view/missing-rows.ts'

const record = fc.record({
  kind: fc.constantFrom('skipped' as const, 'zeroed' as const),
  model: fc.constantFrom('org/a', 'org/b'),
  token: fc.constantFrom('<x>', '<y>'),
  outputId: fc.constant(9),
  donorRows: fc.constant(8),
  donorId: fc.constant(9),
  line: fc.constant(null),
  tensor: fc.constantFrom('model.embed_tokens.weight', 'lm_head.weight'),
}) satisfies fc.Arbitrary<AuditRecord>

it('tells no row twice: a table names the tensors, a line the tensor', () => {
  fc.assert(
    fc.property(fc.uniqueArray(record, { selector: (each) => JSON.stringify(each) }), (records) => {
      const joined = joinedRecords(records)
      const rows = joined.map((each) => JSON.stringify([each.model, each.token, fateOf(each)]))
      expect(new Set(rows).size).toBe(rows.length)
      expect(joined.flatMap(({ tensors }) => tensors)).toHaveLength(records.length)
      expect(new Set(records.map(recordText)).size).toBe(records.length)
    }),
  )
})
