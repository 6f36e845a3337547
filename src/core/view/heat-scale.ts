import { largestOf } from '../many.ts'
import { median } from '../share-of-voice/bands.ts'
import { tickShare } from '../text/figures.ts'

/** How many colours a heat map has. */
export const heatSteps = 10

/** A colour of the page and the figure at which it begins. */
export interface HeatBound {
  readonly colour: string
  readonly from: string
}

/** Which shares have which colour: that of a share is `(share / most) ** power` of all colours. */
export interface HeatScale {
  readonly most: number
  readonly power: number
}

/** The most that a scale bends; a root is what it bends at least, so that quiet donors stay apart from each other. */
const powers = { least: 0.2, most: 0.5 } as const

/** A scale whose middle is the median of the shares, so that a donor far louder than the others leaves them colours. */
export function heatScale(shares: readonly (number | null)[]): HeatScale {
  const heard = shares.filter(
    (share): share is number => share !== null && share > 0 && Number.isFinite(share),
  )
  const most = largestOf(heard, 0)
  const middle = Math.log(0.5) / Math.log(median(heard) / most)
  const power = Number.isFinite(middle) ? Math.min(powers.most, Math.max(powers.least, middle)) : powers.most
  return { most, power }
}

/** The colour of a share, or of another figure that is never below zero, from 0 to 9; null where there is none. */
export function heatStep(share: number | null, { most, power }: HeatScale): number | null {
  if (share === null || !Number.isFinite(share)) return null
  if (share <= 0 || most <= 0) return 0
  return Math.min(heatSteps - 1, Math.floor(heatSteps * (share / most) ** power + 1e-9))
}

/** The share at which each colour begins, and that at which the last one ends: two digits each, so that no two are alike. */
export const heatBounds = (
  { most, power }: HeatScale,
  text: (figure: number) => string = tickShare,
): readonly string[] =>
  Array.from({ length: heatSteps + 1 }, (_, step) => text(most * (step / heatSteps) ** (1 / power)))
