import type { BrokenOrigin, DeepValues, DonorValues, TensorValues } from '../bridge/values.ts'
import type { OutputCheck } from '../contract/verify.ts'
import { largestOf, smallestOf } from '../many.ts'
import { figure } from '../text/figures.ts'
import { counted, formatCount } from '../text/units.ts'
import { fail, failEach, pass, skip, warn } from './check.ts'
import type { CheckCode } from './codes.ts'
import { checkFinite, mostZeroRows, smallestOfDtype, tooSmall, where } from './written-values.ts'

/** The largest number of float16. */
const float16Ends = 65504
/** A merged tensor shorter or longer than its donors by this factor is named. */
const normFactor = 3
/** From here on it is no merge any more. */
const hugeFactor = 900

/**
 * Judges values. `zeroRows`: what is known of rows that are to be zero. `donors`: what they are called, in the order of their numbers.
 */
export function checkValues(
  { tensors, donorNorms, donorValues }: DeepValues,
  { planned: plannedZeroRows, unused }: IntendedZeroRows,
  donors: readonly string[],
): OutputCheck[] {
  const wide = tensors.filter(({ rows }) => rows > 1)
  const heldBy = ({ tensor }: TensorValues) =>
    Object.hasOwn(donorValues, tensor) ? donorValues[tensor]! : []
  return [
    ...checkFinite(
      tensors.map((values) => ({
        ...values,
        rows: values.nonfinite_rows,
        origin: originOf(values, heldBy(values), donors),
      })),
      'no value is NaN or infinite',
    ),
    ...unlessInherited('values-zero-tensor', 'no matrix is all zeros', {
      tensors: tensors.filter((values) => isZero(values) && (values.rows > 1 || isFlushed(values, heldBy))),
      message: (values) =>
        `${values.tensor} is all zeros${isFlushed(values, heldBy) ? `: ${whyFlushed(values, heldBy, donors)}` : ''}`,
      from: (values) => heldBy(values).find(({ rows, zeroRows }) => rows === zeroRows),
      donors,
    }),
    ...zeroRowChecks(wide, { planned: plannedZeroRows, unused }, heldBy),
    ...unlessInherited('values-constant', 'no matrix holds the same value everywhere', {
      tensors: wide.filter(({ constant }) => constant),
      message: ({ tensor }) => `every value of ${tensor} is the same`,
      from: (values) => heldBy(values).find(({ constant }) => constant),
      donors,
    }),
    ...identicalRows(tensors, plannedZeroRows, heldBy, donors),
    ...norms(tensors, donorNorms),
  ]
}

const isZero = ({ rows, zero_rows }: TensorValues) => zero_rows === rows

type Held = (values: TensorValues) => readonly DonorValues[]

/** Whether the donors have values, and none that the dtype of the tensor has room for. */
function isFlushed(values: TensorValues, heldBy: Held): boolean {
  const most = largestOf([0, ...heldBy(values).map(({ largest }) => largest)])
  return most > 0 && most < smallestOfDtype(values.dtype)
}

function whyFlushed(values: TensorValues, heldBy: Held, names: readonly string[]): string {
  const own = heldBy(values).filter(({ largest }) => largest > 0)
  const largest = largestOf(own.map((donor) => donor.largest))
  return tooSmall(
    own.map(({ donor }) => nameOf(names, donor)),
    { narrow: values.dtype, largest },
  )
}

function originOf(
  { dtype, inf, largest }: TensorValues,
  held: readonly DonorValues[],
  names: readonly string[],
): BrokenOrigin | null {
  if (held.length === 0) return null
  const donors = held.filter(({ nan, inf }) => nan + inf > 0)
  const most = largestOf(held.map((donor) => donor.largest))
  const tooLarge = dtype === 'float16' && inf > 0 && Math.max(most, largest) > float16Ends / 2
  const cause = donors.length > 0 ? 'donor' : tooLarge ? 'overflow' : 'method'
  return {
    cause,
    donors: donors.map(({ donor, nan, inf }) => ({ ref: nameOf(names, donor), nan, inf })),
    narrow: cause === 'overflow' ? dtype : null,
    largest: most,
  }
}

export interface IntendedZeroRows {
  /** Rows by tensor that the plan writes as zero; null when there is no plan, so that a zero row may be wanted. */
  readonly planned: ReadonlyMap<string, number> | null
  /** Rows by tensor that no token of the model's tokenizer has. */
  readonly unused: ReadonlyMap<string, number>
}

interface Inheritable {
  readonly tensors: readonly TensorValues[]
  readonly message: (values: TensorValues) => string
  /** The donor whose tensor is like that too. */
  readonly from: (values: TensorValues) => DonorValues | undefined
  readonly donors: readonly string[]
}

/** Fails for each tensor, but only warns of one that a donor has like that already. */
function unlessInherited(
  code: CheckCode,
  fine: string,
  { tensors, message, from, donors }: Inheritable,
): OutputCheck[] {
  const inherited = tensors.filter((values) => from(values))
  const own = tensors.filter((values) => !from(values))
  const warned = inherited.map((values) => {
    const { donor } = from(values)!
    return warn(code, `${message(values)}, as in ${nameOf(donors, donor)}`, values.tensor)
  })
  if (own.length === 0 && warned.length > 0) return warned
  return [
    ...failEach(code, own, (values) => ({ message: message(values), tensor: values.tensor }), fine),
    ...warned,
  ]
}

const nameOf = (donors: readonly string[], number: number) => donors[number] ?? `donor ${number + 1}`

/** Zero rows that a tensor may have of its donors: of donors with other rows they can all come together. */
function zeroRowsOf(held: readonly DonorValues[], rows: number): number {
  const counts = held.map(({ zeroRows }) => zeroRows)
  return held.every((donor) => donor.rows === rows)
    ? largestOf([0, ...counts])
    : counts.reduce((sum, count) => sum + count, 0)
}

function zeroRowChecks(
  tensors: readonly TensorValues[],
  { planned, unused }: IntendedZeroRows,
  heldBy: (values: TensorValues) => readonly DonorValues[],
): OutputCheck[] {
  const affected = tensors.filter(({ zero_rows, rows }) => zero_rows > 0 && zero_rows < rows)
  if (affected.length === 0) return [pass('values-zero-rows', 'there are no zero rows')]
  return affected.map((values) => {
    const { tensor, zero_rows, zero_row_ids, rows } = values
    const inherited = zeroRowsOf(heldBy(values), rows)
    const text = `${tensor} has ${counted(zero_rows, 'zero row')}${where(zero_row_ids)}`
    if (inherited > 0 && zero_rows <= inherited)
      return warn('values-zero-rows', `${text}; the donors have ${formatCount(inherited)} there`, tensor)
    if (planned !== null) {
      const wanted = (planned.get(tensor) ?? 0) + inherited
      return zero_rows > wanted
        ? fail('values-zero-rows', `${text}; ${formatCount(wanted)} were planned`, tensor)
        : warn('values-zero-rows', `${text}, as planned`, tensor)
    }
    const without = unused.get(tensor) ?? 0
    if (zero_rows <= without)
      return warn(
        'values-zero-rows',
        `${text}; ${formatCount(without)} of its rows belong to no token`,
        tensor,
      )
    return zero_rows - without > rows * mostZeroRows
      ? fail('values-zero-rows', `${text}, more than one in twenty`, tensor)
      : warn('values-zero-rows', text, tensor)
  })
}

/** Rows that nobody holds may all be filled in with the same values, and a donor may have been filled in before. */
function identicalRows(
  tensors: readonly TensorValues[],
  planned: ReadonlyMap<string, number> | null,
  heldBy: (values: TensorValues) => readonly DonorValues[],
  donors: readonly string[],
): OutputCheck[] {
  const affected = tensors.filter(({ identical_rows }) => identical_rows > 0)
  if (affected.length === 0)
    return [pass('values-identical-rows', 'no tensor has thousands of identical rows')]
  return affected.map((values) => {
    const { tensor, identical_rows: count } = values
    const held = heldBy(values)
    const text = `${formatCount(count)} rows of ${tensor} are identical`
    const filled = (planned?.get(tensor) ?? 0) + held.reduce((sum, { identicalRows: own }) => sum + own, 0)
    const origin = held.find(({ identicalRows: own }) => own > 0)
    if (held.length > 0 && planned !== null && count > filled)
      return fail(
        'values-identical-rows',
        origin
          ? `${text}, but only ${formatCount(filled)} are in the donors`
          : `${text}, as they are in no donor`,
        tensor,
      )
    const why = origin ? `, as in ${nameOf(donors, origin.donor)}` : ' (filled-in rows?)'
    return warn('values-identical-rows', `${text}${why}`, tensor)
  })
}

function norms(tensors: readonly TensorValues[], donorNorms: DeepValues['donorNorms']): OutputCheck[] {
  const compared = tensors.flatMap(({ tensor, norm }) => {
    const range = Object.hasOwn(donorNorms, tensor) ? donorNorms[tensor]! : []
    return norm === null || range.length === 0
      ? []
      : [{ tensor, norm, low: smallestOf(range), high: largestOf(range) }]
  })
  if (compared.length === 0)
    return [skip('values-norms', 'there are no donors to compare the norms with (--against CONFIG)')]
  const off = compared
    .filter(({ norm, low, high }) => norm < low / normFactor || norm > high * normFactor)
    .sort((a, b) => b.norm / (b.high || 1) - a.norm / (a.high || 1))
  if (off.length === 0)
    return [
      pass(
        'values-norms',
        `the norms of ${counted(compared.length, 'tensor')} are in the range of the donors`,
      ),
    ]
  return off.slice(0, 10).map(({ tensor, norm, low, high }) => {
    const tell = high > 0 && norm > high * hugeFactor ? fail : warn
    return tell(
      'values-norms',
      `the norm of ${tensor} is ${figure(norm)}; those of the donors are ${figure(low)} to ${figure(high)}`,
      tensor,
    )
  })
}
