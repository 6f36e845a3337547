import { largestOf, smallestOf } from '../many.ts'
import { rounded } from '../text/rounded.ts'

/** Where an axis begins and ends, so that the place of a point is known before it is drawn. */
export interface Span {
  readonly min: number
  readonly max: number
  /** Between two ticks; absent of an axis in powers of ten. */
  readonly interval?: number
}

/** Whole powers of ten around the figures, which are above zero. */
export function powersAround(figures: readonly number[]): Span {
  const min = Math.floor(Math.log10(smallestOf(figures)))
  const max = Math.max(min + 1, Math.ceil(Math.log10(largestOf(figures, 0))))
  return { min: 10 ** min, max: 10 ** max }
}

/** About this many ticks on an axis from zero. */
const ticks = 5

/** From zero to the tick above the largest figure; ticks are 1, 2 or 5 times a power of ten apart. */
export function fromZero(figures: readonly number[]): Span {
  const most = largestOf(figures, 0) || 1
  const power = 10 ** Math.floor(Math.log10(most / ticks))
  const interval = power * ([1, 2, 5].find((times) => most / (times * power) <= ticks) ?? 10)
  return { min: 0, max: rounded(Math.ceil(most / interval) * interval, 12), interval }
}

/** How far along the axis a figure lies, from 0 to 1. */
export const along = (figure: number, { min, max }: Span, isLog: boolean): number =>
  isLog ? Math.log(figure / min) / Math.log(max / min) : (figure - min) / (max - min)
