import { expect, test } from 'vitest'
import type { DonorValues, TensorValues } from '../../../../src/core/bridge/values.ts'
import { checkValues } from '../../../../src/core/verify/values.ts'

const tensor = (own: Partial<TensorValues> = {}): TensorValues => ({
  tensor: 'w',
  rows: 100,
  dtype: 'bfloat16',
  nan: 0,
  inf: 0,
  nonfinite_rows: [],
  zero_rows: 0,
  zero_row_ids: [],
  constant: false,
  norm: 1,
  largest: 1,
  identical_rows: 0,
  ...own,
})

const donor = (own: Partial<DonorValues> = {}): DonorValues => ({
  donor: 0,
  nan: 0,
  inf: 0,
  largest: 1,
  rows: 100,
  zeroRows: 0,
  constant: false,
  ...own,
})

function told(output: Partial<TensorValues>, held: readonly DonorValues[], planned: number | null = 0) {
  const deep = { tensors: [tensor(output)], donorNorms: {}, donorValues: { w: held } }
  const plan = planned === null ? null : new Map([['w', planned]])
  const checks = checkValues(deep, plan, ['org/first', 'org/second'])
  return Object.fromEntries(checks.map(({ code, status }) => [code, status]))
}

const kinds: [string, Partial<TensorValues>, Partial<DonorValues>][] = [
  ['values-zero-tensor', { zero_rows: 100 }, { zeroRows: 100 }],
  ['values-zero-rows', { zero_rows: 3 }, { zeroRows: 3 }],
  ['values-zero-rows', { zero_rows: 60 }, { zeroRows: 60 }],
  ['values-constant', { constant: true }, { constant: true }],
]

test.each(kinds)('%s of %j: a failure of the output, unless a donor is like that', (code, output, own) => {
  expect(told(output, [])[code]).toBe('fail')
  expect(told(output, [donor(), donor({ donor: 1 })])[code]).toBe('fail')
  expect(told(output, [donor(), donor({ donor: 1, ...own })])[code]).toBe('warn')
})

test('more zero rows than donors and plan have are a failure', () => {
  const held = [donor({ zeroRows: 2 }), donor({ donor: 1, zeroRows: 1 })]
  expect(told({ zero_rows: 2 }, held)['values-zero-rows']).toBe('warn')
  expect(told({ zero_rows: 3 }, held)['values-zero-rows']).toBe('fail')
  expect(told({ zero_rows: 3 }, held, 1)['values-zero-rows']).toBe('warn')
  // Of vocabularies that differ, the rows of both can come together.
  expect(told({ zero_rows: 3 }, [donor({ zeroRows: 2 }), donor({ rows: 90, zeroRows: 1 })])).toMatchObject({
    'values-zero-rows': 'warn',
  })
})
