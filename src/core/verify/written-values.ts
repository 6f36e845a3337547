import type { BrokenOrigin, WrittenValues } from '../bridge/values.ts'
import type { OutputCheck } from '../contract/verify.ts'
import { threeDigits } from '../text/figures.ts'
import { formatCount } from '../text/units.ts'
import { fail, pass, warn } from './check.ts'

export interface BrokenTensor {
  readonly tensor: string
  readonly nan: number
  readonly inf: number
  /** The first rows that hold such values. */
  readonly rows: readonly number[]
  /** null where the donors are not known. */
  readonly origin: BrokenOrigin | null
}

/** Where nobody knows what was planned, more zero rows of tokens than this share of a tensor are a failure. */
export const mostZeroRows = 1 / 20
/** Failed checks named at most, but for one of each donor. */
const shown = 10

/** Judges the values of a merge by what was seen while they were written. */
export function checkWritten(values: readonly WrittenValues[]): OutputCheck[] {
  const alike = values.filter(({ broken }) => broken?.cause === 'alike')
  return [
    ...checkFinite(
      values
        .filter((seen) => !alike.includes(seen))
        .map((seen) => ({ ...seen, rows: seen.brokenRows, origin: seen.broken })),
      `every value that was written is a finite number${alike.length > 0 ? ', but for those of all donors alike' : ''}`,
    ),
    ...endless(alike),
    ...values.flatMap(zeroRows),
    ...values.flatMap(flushedToZero),
    ...values
      .filter(({ constant }) => constant)
      .map(({ tensor }) =>
        fail('values-constant', `every value of ${tensor} is the same, as in no donor`, tensor),
      ),
    ...values.flatMap(identicalRows),
    ...values.flatMap(timesLarger),
  ]
}

/** Bounds that bound nothing, and masks. */
function endless(alike: readonly WrittenValues[]): OutputCheck[] {
  const [first, ...others] = alike
  if (!first) return []
  const more = others.length > 0 ? ` and ${counted(others.length, 'more tensor')}` : ''
  const text = `${first.tensor}${more} ${more ? 'hold' : 'holds'} infinite values, as bounds and masks do; the donors hold the same`
  return [warn('values-inf', text, first.tensor)]
}

function identicalRows({ tensor, identical, constant }: WrittenValues): OutputCheck[] {
  if (identical === null || constant) return []
  const { rows, filled, donors } = identical
  const text = `${formatCount(rows)} rows of ${tensor} are identical`
  const code = 'values-identical-rows'
  if (rows <= filled)
    return [warn(code, `${text}, as planned: no donor, or not every one, has these rows`, tensor)]
  if (rows <= filled + donors) return [warn(code, `${text}, as in the donors`, tensor)]
  return [fail(code, `${text}, as they are in no donor`, tensor)]
}

function timesLarger({ tensor, timesLarger: times }: WrittenValues): OutputCheck[] {
  if (times === null) return []
  const text = `the values of ${tensor} are ${formatCount(Math.round(times))} times as large as in any donor`
  return [fail('values-norms', text, tensor)]
}

function zeroRows({ tensor, rows, zeroRows: count, zeros }: WrittenValues): OutputCheck[] {
  if (zeros === null || zeros.planned + zeros.lost + zeros.unclear === 0) return []
  const text = `${tensor} has ${counted(count, 'zero row')}${where(zeros.ids)}`
  if (count === rows && zeros.lost > 0) return [fail('values-zero-tensor', `${tensor} is all zeros`, tensor)]
  if (zeros.lost > 0)
    return [
      fail(
        'values-zero-rows',
        `${text}; of ${formatCount(zeros.lost)} of them every donor has values`,
        tensor,
      ),
    ]
  if (zeros.unclear > 0)
    return [warn('values-zero-rows', `${text}; not all donors that hold them have zeros there`, tensor)]
  const why = 'as planned: they belong to no token, or no donor has a row for it'
  return [warn('values-zero-rows', `${text}, ${why}`, tensor)]
}

/** What a dtype has no room for. The tokens that nobody has trained have some rows of that kind. */
function flushedToZero({ tensor, rows, flushed }: WrittenValues): OutputCheck[] {
  if (flushed === null) return []
  const why = tooSmall(flushed.donors, flushed)
  if (flushed.whole) return [fail('values-zero-tensor', `${tensor} is all zeros: ${why}`, tensor)]
  const tell = flushed.rows > rows * mostZeroRows ? fail : warn
  return [tell('values-zero-rows', `${tensor} has ${counted(flushed.rows, 'zero row')}: ${why}`, tensor)]
}

/** Why zeros came of values of some donors, and what helps. */
export function tooSmall(
  donors: readonly string[],
  { narrow, largest }: { readonly narrow: string; readonly largest: number },
): string {
  const [, smallest, wider] = ends[narrow] ?? [0, 0, '']
  const named = donors.length > 3 ? `${donors.slice(0, 3).join(', ')} and others` : donors.join(' and ')
  const what = `the values of ${named}, up to ${threeDigits(largest)}, are not zero and too small for ${narrow}`
  return `${what}, whose smallest is ${threeDigits(smallest)}; ${remedy(wider)}`
}

/** The smallest value other than zero of a dtype; 0 where it is not known. */
export const smallestOfDtype = (dtype: string): number => ends[dtype]?.[1] ?? 0

/** One failed check for each tensor, kind of value, and donor that holds it; one passed when all are finite. */
export function checkFinite(tensors: readonly BrokenTensor[], fine: string): OutputCheck[] {
  const faults = tensors.flatMap((tensor) => [...faultsOf(tensor, 'nan'), ...faultsOf(tensor, 'inf')])
  if (faults.length === 0) return [pass('values-finite', fine)]
  const seen = new Set<string | null>()
  const firsts = faults.filter(({ donor }) => !seen.has(donor) && seen.add(donor))
  const others = faults.filter((fault) => !firsts.includes(fault))
  const named = [...firsts, ...others.slice(0, Math.max(0, shown - firsts.length))]
  const left = faults.filter((fault) => !named.includes(fault))
  return [
    ...named,
    ...brokenCodes.flatMap((code) => {
      const count = left.filter((fault) => fault.code === code).length
      return count > 0 ? [fail(code, `and ${formatCount(count)} more of the same kind`)] : []
    }),
  ]
}

const brokenCodes = ['values-nan', 'values-inf'] as const

type Fault = OutputCheck & { readonly donor: string | null }

function faultsOf(tensor: BrokenTensor, kind: 'nan' | 'inf'): Fault[] {
  const count = tensor[kind]
  if (count === 0) return []
  const what = kind === 'nan' ? `${formatCount(count)} NaN` : counted(count, 'infinite value')
  const text = `${tensor.tensor} holds ${what}${where(tensor.rows)}`
  const fault = (message: string, donor: string | null): Fault => ({
    ...fail(`values-${kind}`, message, tensor.tensor),
    donor,
  })
  const { origin } = tensor
  if (origin === null) return [fault(text, null)]
  if (origin.donors.length === 0) return [fault(`${text}: ${reason(origin)}`, null)]
  return origin.donors.map(({ ref, nan, inf }) => {
    const own = [nan > 0 && `${formatCount(nan)} NaN`, inf > 0 && counted(inf, 'infinite value')]
    return fault(`${text}: ${ref} holds ${own.filter(Boolean).join(' and ')} in this tensor`, ref)
  })
}

/** The largest and smallest value of a dtype, and those that reach further. */
const ends: Readonly<Record<string, readonly [largest: number, smallest: number, wider: string]>> = {
  float16: [65504, 2 ** -24, '`dtype: bfloat16` or `dtype: float32`'],
  bfloat16: [3.38953139e38, 2 ** -133, '`dtype: float64`'],
  float32: [3.40282347e38, 2 ** -149, '`dtype: float64`'],
}

const remedy = (wider: string) => `set ${wider}, and \`out_dtype\` where the config has one`

function reason({ narrow, largest }: BrokenOrigin): string {
  const most = threeDigits(largest)
  if (narrow === null) return `no donor holds any; the method made them of finite values, up to ${most}`
  const [end, , wider] = ends[narrow] ?? [Number.POSITIVE_INFINITY, 0, '']
  const became = `the donors' values, up to ${most}, are finite and became too large for ${narrow}`
  // What the donors hold is within it: their sum is not.
  if (largest <= end && narrow !== 'float16') return `${became}; make the weights smaller`
  return `${became}, which ends at ${formatEnd(end)}; ${remedy(wider)}`
}

const formatEnd = (end: number) => (end < 1e6 ? String(end) : threeDigits(end))

const counted = (count: number, what: string) => `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`

/** The first of some rows, for the end of a sentence. */
export const where = (ids: readonly number[]) =>
  ids.length === 0
    ? ''
    : ` (${ids.length === 1 ? 'row' : 'rows'} ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''})`
