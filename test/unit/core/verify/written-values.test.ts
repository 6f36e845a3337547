import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WrittenValues } from '../../../../src/core/bridge/values.ts'
import { verdictOfChecks } from '../../../../src/core/verify/verify.ts'
import { checkWritten } from '../../../../src/core/verify/written-values.ts'

const tensor = (facts: Partial<WrittenValues> = {}): WrittenValues => ({
  tensor: 'model.norm.weight',
  rows: 100,
  nan: 0,
  inf: 0,
  brokenRows: [],
  broken: null,
  zeroRows: 0,
  zeros: null,
  flushed: null,
  constant: false,
  identical: null,
  timesLarger: null,
  ...facts,
})

const from = (...donors: { ref: string; nan: number; inf: number }[]) => ({
  cause: donors.length > 0 ? ('donor' as const) : ('method' as const),
  donors,
  narrow: null,
  largest: 2,
})

describe('what was seen of the values while they were written', () => {
  it('is one passed check when every value is finite', () => {
    expect(checkWritten([])).toEqual([expect.objectContaining({ code: 'values-finite', status: 'pass' })])
  })

  it('warns of infinite values that all donors hold alike, whatever else there is', () => {
    const alike = { inf: 1, broken: { ...from(), cause: 'alike' as const } }
    const bounds = [tensor({ tensor: 'input_min', ...alike }), tensor({ tensor: 'input_max', ...alike })]
    const message =
      'input_min and 1 more tensor hold infinite values, as bounds and masks do; the donors hold the same'
    expect(checkWritten(bounds)).toEqual([
      expect.objectContaining({ code: 'values-finite', status: 'pass' }),
      expect.objectContaining({ code: 'values-inf', status: 'warn', message }),
    ])
    const broken = tensor({ nan: 1, broken: from({ ref: 'org/a', nan: 1, inf: 0 }) })
    expect(verdictOfChecks(checkWritten([...bounds, broken]))).toBe('failed')
  })

  it('names the tensor and each donor that holds a NaN or an infinite value, and no other', () => {
    const origin = from({ ref: 'org/a', nan: 1, inf: 0 }, { ref: 'org/b', nan: 0, inf: 2 })
    const checks = checkWritten([tensor({ nan: 4, brokenRows: [2, 7], broken: origin })])
    expect(checks).toEqual([
      {
        code: 'values-nan',
        status: 'fail',
        tensor: 'model.norm.weight',
        donor: 'org/a',
        message: 'model.norm.weight holds 4 NaN (rows 2, 7): org/a holds 1 NaN in this tensor',
      },
      expect.objectContaining({
        donor: 'org/b',
        message: expect.stringContaining('org/b holds 2 infinite values'),
      }),
    ])
  })

  it.each([
    [100, true, 'values-zero-tensor', 'fail'],
    [1, true, 'values-zero-tensor', 'fail'],
    [6, false, 'values-zero-rows', 'fail'],
    [5, false, 'values-zero-rows', 'warn'],
  ] as const)(
    'tells of what became zero since the dtype has no room for it, and what helps: %j rows',
    (rows, whole, code, status) => {
      const flushed = { rows, whole, donors: ['org/a', 'org/b'], narrow: 'float16', largest: 2e-11 }
      expect(checkWritten([tensor({ flushed })]).at(-1)).toMatchObject({ code, status })
      expect(checkWritten([tensor({ flushed })]).at(-1)?.message).toContain(
        'the values of org/a and org/b, up to 2.00e-11, are not zero and too small for float16, whose smallest is 5.96e-8; set `dtype: bfloat16` or `dtype: float32`',
      )
    },
  )

  it.each([
    [{ rows: 5000, filled: 5000, donors: 0 }, 'warn'],
    [{ rows: 5000, filled: 1000, donors: 4000 }, 'warn'],
    [{ rows: 5000, filled: 1000, donors: 3999 }, 'fail'],
  ])('holds rows that are alike against plan and donors: %j', (identical, status) => {
    expect(checkWritten([tensor({ identical })]).at(-1)).toMatchObject({
      code: 'values-identical-rows',
      status,
    })
  })

  it('fails values a thousand times as large as those of any donor', () => {
    expect(checkWritten([tensor({ timesLarger: 1234.4 })]).at(-1)).toMatchObject({
      code: 'values-norms',
      status: 'fail',
      message: 'the values of model.norm.weight are 1,234 times as large as in any donor',
    })
  })

  it('names an overflow with the dtype that mends it', () => {
    const broken = { cause: 'overflow', donors: [], narrow: 'float16', largest: 1e30 } as const
    const [check] = checkWritten([tensor({ inf: 1, broken })])
    expect(check).toMatchObject({ code: 'values-inf', status: 'fail', donor: null })
    expect(check!.message).toMatch(/1\.00e\+30.*float16.*`dtype: bfloat16`/)
  })

  it.each([
    ['bfloat16', 1e39, /ends at 3\.39e\+38; set `dtype: float64`/],
    ['float32', 1e300, /ends at 3\.40e\+38; set `dtype: float64`/],
    ['float32', 1e38, /float32; make the weights smaller$/],
    ['float64', 1e300, /float64; make the weights smaller$/],
  ])('names for %s and values up to %d what mends it', (narrow, largest, remedy) => {
    const broken = { cause: 'overflow', donors: [], narrow, largest } as const
    expect(checkWritten([tensor({ inf: 1, broken })])[0]!.message).toMatch(remedy)
  })

  it('says that the method made what no donor holds', () => {
    const [check] = checkWritten([tensor({ nan: 1, broken: from() })])
    expect(check).toMatchObject({ code: 'values-nan', donor: null })
    expect(check!.message).toContain('no donor holds any; the method made them')
  })

  it('fails for zero rows that every donor has values for, and warns of those that are planned or not clear', () => {
    const of = (zeroRows: number, lost: number, unclear: number, planned = 0) =>
      checkWritten([tensor({ zeroRows, zeros: { planned, lost, unclear, ids: [1] } })])
        .slice(1)
        .map(({ code, status }) => `${code} ${status}`)
    expect(of(3, 0, 0)).toEqual([])
    expect(of(3, 1, 0)).toEqual(['values-zero-rows fail'])
    expect(of(3, 0, 2)).toEqual(['values-zero-rows warn'])
    expect(of(30, 0, 30)).toEqual(['values-zero-rows warn'])
    expect(of(90, 0, 0, 90)).toEqual(['values-zero-rows warn'])
    expect(of(90, 1, 0, 89)).toEqual(['values-zero-rows fail'])
    expect(of(100, 99, 0)).toEqual(['values-zero-tensor fail'])
    expect(checkWritten([tensor({ constant: true })])[1]).toMatchObject({ code: 'values-constant' })
  })

  it('fails whatever is broken, names every donor once at least, and stays short', () => {
    const donor = fc.record({
      ref: fc.constantFrom('a', 'b', 'c', 'd'),
      nan: fc.nat(3),
      inf: fc.integer({ min: 1 }),
    })
    const some = fc.record({ nan: fc.nat(9), inf: fc.nat(9), donors: fc.array(donor, { maxLength: 4 }) })
    fc.assert(
      fc.property(fc.array(some, { maxLength: 60 }), (list) => {
        const values = list.map(({ nan, inf, donors }, k) =>
          tensor({ tensor: `t${k}`, nan, inf, broken: from(...donors) }),
        )
        const checks = checkWritten(values)
        const broken = list.filter(({ nan, inf }) => nan + inf > 0)
        expect(verdictOfChecks(checks)).toBe(broken.length > 0 ? 'failed' : 'ok')
        const guilty = new Set(broken.flatMap(({ donors }) => donors.map(({ ref }) => ref)))
        const named = checks.flatMap(({ donor: ref }) => (typeof ref === 'string' ? [ref] : []))
        expect(new Set(named)).toEqual(guilty)
        expect(checks.length).toBeLessThanOrEqual(12)
        expect(
          checks
            .map(({ status, code }) => `${code} ${status}`)
            .every((check) => /finite pass|(nan|inf) fail/.test(check)),
        ).toBe(true)
      }),
    )
  })
})
