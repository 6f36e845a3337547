import { expect, test } from 'vitest'
import { auditWriter } from '../../../../src/cli/render/audit.ts'

const figures = { weight: 0.1, norm: 7, band: 'anchor', changeWithout: 0.5 } as const

test('whose share it is stands before each sentence of an audit, with a verdict and without', () => {
  const donors = [
    { ...figures, ref: 'donors/loud', share: 0.9, verdict: '90.0 % of the change, norm 7: leads the result' },
    { ...figures, ref: 'donors/quiet', share: 0.1, verdict: null },
  ]
  const writer = auditWriter('text', { each: false, columns: 80 })
  const text = writer.end({ models: [], failure: null, shareOfVoice: { donors, tensors: [] } })
  expect(text.trimEnd().split('\n').slice(2)).toEqual([
    'donors/loud: 90.0 % of the change, norm 7: leads the result',
    'donors/quiet: 10.0 % of the change, anchor',
  ])
})
