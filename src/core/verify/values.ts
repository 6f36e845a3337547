import type { BrokenOrigin, DeepValues, TensorValues } from '../bridge/values.ts'
import type { OutputCheck } from '../contract/verify.ts'
import { largestOf, smallestOf } from '../many.ts'
import { formatCount } from '../text/units.ts'
import { fail, failEach, pass, skip, warn } from './check.ts'
import { checkFinite, mostZeroRows, where } from './written-values.ts'

/** The largest number of float16. */
const float16Ends = 65504
/** A merged tensor shorter or longer than its donors by this factor is named. */
const normFactor = 3

/**
 * Judges values. `plannedZeroRows`: rows by tensor that the plan writes as zero; null when there is no plan,
 * so that a zero row may be wanted. `donors`: what they are called, in the order of their numbers.
 */
export function checkValues(
  { tensors, donorNorms, donorValues }: DeepValues,
  plannedZeroRows: ReadonlyMap<string, number> | null,
  donors: readonly string[],
): OutputCheck[] {
  const wide = tensors.filter(({ rows }) => rows > 1)
  return [
    ...checkFinite(
      tensors.map((found) => ({
        ...found,
        rows: found.nonfinite_rows,
        origin: originOf(found, donorValues[found.tensor] ?? [], donors),
      })),
      'no NaN and no infinity',
    ),
    ...failEach(
      'values-zero-tensor',
      wide.filter(({ rows, zero_rows }) => zero_rows === rows),
      ({ tensor }) => ({ message: `${tensor} is all zero`, tensor }),
      'no matrix is all zero',
    ),
    ...zeroRowChecks(wide, plannedZeroRows),
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

function originOf(
  { dtype, inf, largest }: TensorValues,
  held: DeepValues['donorValues'][string],
  names: readonly string[],
): BrokenOrigin | null {
  if (held.length === 0) return null
  const donors = held.filter(({ nan, inf }) => nan + inf > 0)
  const most = largestOf(held.map((one) => one.largest))
  const tooLarge = dtype === 'float16' && inf > 0 && Math.max(most, largest) > float16Ends / 2
  const cause = donors.length > 0 ? 'donor' : tooLarge ? 'overflow' : 'method'
  return {
    cause,
    donors: donors.map(({ donor, nan, inf }) => ({ ref: names[donor] ?? `donor ${donor + 1}`, nan, inf })),
    narrow: cause === 'overflow' ? dtype : null,
    largest: most,
  }
}

function zeroRowChecks(
  tensors: readonly TensorValues[],
  planned: ReadonlyMap<string, number> | null,
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
      : [{ tensor, norm, low: smallestOf(range), high: largestOf(range) }]
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
