import type { Finding } from '../contract/common.ts'
import type { InspectResult, PlannedRows } from '../contract/inspect.ts'
import { makeFinding } from '../findings/make.ts'
import { formatCount } from '../text/units.ts'

const words = {
  rows: 'rows in all',
  donor: 'rows from one donor',
  mean: 'means of several donors',
  zero: 'zero rows',
  fill: 'rows filled with the mean of all',
} as const

/**
 * Where the rows that a merge planned are not those that its inspection predicted, one finding a tensor. The
 * merge goes by what it planned, so its output is judged by its own checks.
 */
export function predictionFaults(
  inspect: Pick<InspectResult, 'vocabulary'> | null,
  planned: readonly PlannedRows[],
): readonly Finding[] {
  const predicted = inspect?.vocabulary?.patched.plannedRows ?? []
  return planned.flatMap((real) => {
    // A tensor of which nothing was predicted cannot differ.
    const mine = predicted.find(({ tensor }) => tensor === real.tensor)
    if (!mine) return []
    const keys = (Object.keys(words) as (keyof typeof words)[]).filter((key) => mine[key] !== real[key])
    if (keys.length === 0) return []
    const sides = (rows: PlannedRows) =>
      keys.map((key) => `${formatCount(rows[key])} ${words[key]}`).join(', ')
    const message = `of ${real.tensor}, mergescope predicted ${sides(mine)}; the merge planned ${sides(real)}. This is a fault of mergescope, not of the merge`
    return [makeFinding('prediction-differs', { message })]
  })
}
