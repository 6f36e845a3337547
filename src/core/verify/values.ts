import type { OutputCheck } from '../contract/verify.ts'
import { formatCount } from '../text/units.ts'
import { fail, failEach, pass, skip, warn } from './check.ts'

/** What python/mergescope/verify/values.py reports of one tensor. */
export interface TensorValues {
  readonly tensor: string
  readonly rows: number
  readonly nan: number
  readonly inf: number
  readonly nonfinite_rows: readonly number[]
  readonly zero_rows: number
  readonly zero_row_ids: readonly number[]
  readonly constant: boolean
  readonly norm: number | null
  readonly identical_rows: number
}

export interface DeepValues {
  readonly tensors: readonly TensorValues[]
  /** Norm of each donor that has the tensor. */
  readonly donorNorms: Readonly<Record<string, readonly number[]>>
}

/** More zero rows than this share of a tensor are a failure, whoever wrote them. */
const mostZeroRows = 1 / 20
/** A merged tensor shorter or longer than its donors by this factor is named. */
const normFactor = 3

/**
 * Judges values. `plannedZeroRows`: rows by tensor that the plan writes as zero; null when there is no plan,
 * so that a zero row may be wanted.
 */
export function checkValues(
  { tensors, donorNorms }: DeepValues,
  plannedZeroRows: ReadonlyMap<string, number> | null,
): OutputCheck[] {
  const where = (ids: readonly number[]) =>
    ids.length === 0 ? '' : ` (rows ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''})`
  const wide = tensors.filter(({ rows }) => rows > 1)
  return [
    ...failEach(
      'values-finite',
      tensors.filter(({ nan, inf }) => nan + inf > 0),
      ({ tensor, nan, inf, nonfinite_rows }) => ({
        message: `${tensor} holds ${formatCount(nan)} NaN and ${formatCount(inf)} infinite values${where(nonfinite_rows)}`,
        tensor,
      }),
      'no NaN and no infinity',
    ),
    ...failEach(
      'values-zero-tensor',
      wide.filter(({ rows, zero_rows }) => zero_rows === rows),
      ({ tensor }) => ({ message: `${tensor} is all zero`, tensor }),
      'no matrix is all zero',
    ),
    ...zeroRowChecks(wide, plannedZeroRows, where),
    ...failEach(
      'values-constant',
      wide.filter(({ constant }) => constant),
      ({ tensor }) => ({ message: `every value of ${tensor} is the same`, tensor }),
      'no matrix is constant',
    ),
    ...identicalRows(tensors),
    ...norms(tensors, donorNorms),
  ]
}

function zeroRowChecks(
  tensors: readonly TensorValues[],
  planned: ReadonlyMap<string, number> | null,
  where: (ids: readonly number[]) => string,
): OutputCheck[] {
  const found = tensors.filter(({ zero_rows, rows }) => zero_rows > 0 && zero_rows < rows)
  if (found.length === 0) return [pass('values-zero-rows', 'no zero rows')]
  return found.map(({ tensor, zero_rows, zero_row_ids, rows }) => {
    const wanted = planned === null ? zero_rows : (planned.get(tensor) ?? 0)
    const text = `${tensor} has ${formatCount(zero_rows)} zero rows${where(zero_row_ids)}`
    if (zero_rows > rows * mostZeroRows)
      return fail('values-zero-rows', `${text}, more than one in twenty`, tensor)
    if (zero_rows > wanted)
      return fail('values-zero-rows', `${text}, planned were ${formatCount(wanted)}`, tensor)
    return warn('values-zero-rows', `${text}${planned === null ? '' : ', as planned'}`, tensor)
  })
}

function identicalRows(tensors: readonly TensorValues[]): OutputCheck[] {
  const found = tensors.filter(({ identical_rows }) => identical_rows > 0)
  if (found.length === 0) return [pass('values-identical-rows', 'no rows that are identical by the thousand')]
  return found.map(({ tensor, identical_rows }) =>
    warn(
      'values-identical-rows',
      `${formatCount(identical_rows)} rows of ${tensor} are identical (filled-in rows?)`,
      tensor,
    ),
  )
}

function norms(tensors: readonly TensorValues[], donorNorms: DeepValues['donorNorms']): OutputCheck[] {
  const compared = tensors.flatMap(({ tensor, norm }) => {
    const range = Object.hasOwn(donorNorms, tensor) ? donorNorms[tensor]! : []
    return norm === null || range.length === 0
      ? []
      : [{ tensor, norm, low: Math.min(...range), high: Math.max(...range) }]
  })
  if (compared.length === 0)
    return [skip('values-norms', 'no donors to compare the norms with (--against CONFIG)')]
  const off = compared.filter(({ norm, low, high }) => norm < low / normFactor || norm > high * normFactor)
  if (off.length === 0)
    return [pass('values-norms', `the norms of ${compared.length} tensors are in the range of the donors`)]
  return off
    .slice(0, 10)
    .map(({ tensor, norm, low, high }) =>
      warn(
        'values-norms',
        `the norm of ${tensor} is ${norm.toPrecision(3)}, those of the donors ${low.toPrecision(3)} to ${high.toPrecision(3)}`,
        tensor,
      ),
    )
}
