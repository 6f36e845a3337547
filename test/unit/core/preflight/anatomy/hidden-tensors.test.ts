import { expect, test } from 'vitest'
import { makeFinding } from '../../../../../src/core/findings/make.ts'
import { judge, linear } from '../facts.ts'

test.each(['header-invalid', 'index-invalid', 'shard-missing', 'donor-quantised'] as const)(
  'of a donor with %s it is not told which tensors it lacks, nor what mergekit asks of them',
  (code) => {
    const findings = [makeFinding(code, { donor: 'b', message: 'it is so' })]
    const tensors = { 'model.layers.0.mlp.weight': null, 'model.layers.1.mlp.scales': [4, 1] }
    const codesOf = (b: object) =>
      judge(linear(['a', 'b']), { a: {}, b: { tensors, ...b } }).findings.map((finding) => finding.code)
    expect(codesOf({})).toContain('tensor-missing')
    const told = codesOf({ facts: { findings } })
    expect(told.filter((one) => /^(tensor|definition|shape)-/.test(one))).toEqual([])
  },
)
