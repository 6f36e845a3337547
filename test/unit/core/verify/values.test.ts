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
  identicalRows: 0,
  ...own,
})

function told(
  output: Partial<TensorValues>,
  held: readonly DonorValues[],
  planned: number | null = 0,
  norms: readonly number[] = [],
  unused = 0,
) {
  const deep = { tensors: [tensor(output)], donorNorms: { w: norms }, donorValues: { w: held } }
  const zeroRows = {
    planned: planned === null ? null : new Map([['w', planned]]),
    unused: new Map([['w', unused]]),
  }
  const checks = checkValues(deep, zeroRows, ['org/first', 'org/second'])
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

test('rows that are identical by the thousand are a failure where no donor and no plan has them', () => {
  const status = (held: readonly DonorValues[], planned: number | null = 0) =>
    told({ rows: 9000, identical_rows: 2000 }, held, planned)['values-identical-rows']
  expect(status([donor()])).toBe('fail')
  expect(status([donor({ identicalRows: 1999 })])).toBe('fail')
  expect(status([donor(), donor({ donor: 1, identicalRows: 2000 })])).toBe('warn')
  expect(status([donor()], 2000)).toBe('warn')
  expect(status([], null)).toBe('warn')
})

test.each([
  [1, 'pass'],
  [10, 'warn'],
  [1000, 'fail'],
  [0.001, 'warn'],
])('a norm of %d times the donors ends as %s', (norm, status) => {
  expect(told({ norm }, [donor()], 0, [1, 0.9])['values-norms']).toBe(status)
})

test('zero rows that belong to no token count for nothing, and those of the plan are no failure however many', () => {
  const status = (rows: number, unused: number, planned: number | null = null) =>
    told({ zero_rows: rows }, [], planned, [], unused)['values-zero-rows']
  expect([status(60, 60), status(60, 56), status(60, 54)]).toEqual(['warn', 'warn', 'fail'])
  expect([status(60, 0, 60), status(61, 61, 60)]).toEqual(['warn', 'fail'])
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

test.each([1, 100])('a tensor of %i rows that its dtype has made zero is a failure, and says why', (rows) => {
  const zero = tensor({ rows, zero_rows: rows })
  const judged = (largest: number, dtype: string) => {
    const donorValues = { w: [donor({ largest, rows }), donor({ donor: 1, largest: 0, rows })] }
    const deep = { tensors: [{ ...zero, dtype }], donorNorms: {}, donorValues }
    const checks = checkValues(deep, { planned: null, unused: new Map() }, ['org/first', 'org/second'])
    return checks.find(({ code }) => code === 'values-zero-tensor')
  }
  expect(judged(1e-11, 'float16')?.status).toBe('fail')
  const why = 'the values of org/first, up to 1.00e-11, are not zero and too small for float16'
  expect(judged(1e-11, 'float16')?.message).toContain(why)
  expect(judged(1e-3, 'float16')?.message).not.toContain('too small')
  expect(judged(1e-11, 'bfloat16')?.message).not.toContain('too small')
  expect(judged(0, 'float16')?.message).not.toContain('too small')
})
