import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlannedRows } from '../../../../src/core/contract/inspect.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'
import { predictionFaults } from '../../../../src/core/run/prediction-faults.ts'

const count = fc.integer({ min: 0, max: 300_000 })
const planned = (tensor: string) =>
  fc.record({ tensor: fc.constant(tensor), rows: count, donor: count, mean: count, zero: count, fill: count })
const both = fc.tuple(planned('model.embed_tokens.weight'), planned('lm_head.weight'))
const column = fc.constantFrom(
  'rows' as const,
  'donor' as const,
  'mean' as const,
  'zero' as const,
  'fill' as const,
)

const inspected = (plannedRows: readonly PlannedRows[]) => ({
  vocabulary: {
    outputTokens: 1,
    scenario: 'match' as const,
    scenarios: ['match' as const],
    stock: { mergekit: newestMergekit.version, outcome: 'succeeds' as const, error: null, tokens: [] },
    patched: {
      mergekit: newestMergekit.version,
      outcome: 'succeeds' as const,
      error: null,
      tokens: [],
      plannedRows: [...plannedRows],
    },
  },
})

test('rows that were planned as predicted are no fault, whatever they are', () => {
  fc.assert(
    fc.property(both, (rows) => {
      expect(predictionFaults(inspected(rows), rows)).toEqual([])
    }),
  )
})

test('a difference in any figure of any tensor is told with both figures, as a fault of ours', () => {
  fc.assert(
    fc.property(both, fc.nat(1), column, fc.integer({ min: 1, max: 9 }), (rows, at, name, off) => {
      const wrong = rows.map((row, index) => (index === at ? { ...row, [name]: row[name] + off } : row))
      const [fault, ...more] = predictionFaults(inspected(wrong), rows)
      expect(more).toEqual([])
      expect(fault).toMatchObject({ code: 'prediction-differs', severity: 'warning' })
      expect(fault!.message).toContain(rows[at]!.tensor)
      const figures = [rows[at]![name], wrong[at]![name]].map((figure) => figure.toLocaleString('en-US'))
      for (const figure of figures) expect(fault!.message).toContain(figure)
      expect(fault!.message).toContain('a fault of mergescope, not of the merge')
    }),
  )
})

test('what was not predicted cannot differ', () => {
  const rows = [{ tensor: 'lm_head.weight', rows: 3, donor: 1, mean: 0, zero: 0, fill: 0 }]
  for (const inspect of [null, { vocabulary: null }, inspected([])])
    expect(predictionFaults(inspect, rows)).toEqual([])
})
