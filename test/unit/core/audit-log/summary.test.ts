import { expect, test } from 'vitest'
import { auditResult } from '../../../../src/core/audit-log/summary.ts'

const record = { model: 'org/ghost', outputId: 1, donorRows: 1, donorId: 1, line: null }

test('counts the tokens of summary lines, once for embeddings and head', () => {
  const { models } = auditResult(
    ['model.embed_tokens.weight', 'lm_head.weight'].flatMap((tensor) => [
      { ...record, kind: 'skipped', token: 'a', tensor } as const,
      { ...record, kind: 'more', token: null, count: 300, tensor } as const,
    ]),
  )
  expect(models).toEqual([{ model: 'org/ghost', skipped: 301, zeroed: 0, lines: 4, tokens: ['a'] }])
})
