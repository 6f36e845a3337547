import type { DonorSummary } from '../contract/share-of-voice.ts'
import { largestOf } from '../many.ts'
import { figure, twoDigits } from '../text/figures.ts'
import { loudnessPerNorm } from './loudness.ts'

/** share is null of a donor that is left out. */
type Voice = Pick<DonorSummary, 'ref' | 'norm' | 'weight'> & { readonly share: number | null }

/** What would bring a donor to a share of 1/K while all others stay as they are. */
export interface EqualShare {
  /** The weight it has; null: it is not one number, and `value` is what it is to be multiplied with. */
  readonly weight: number | null
  readonly value: number
  /** No merge comes exactly to it. */
  readonly isAbout: boolean
  /** It would be far beyond the weights of all donors. */
  readonly isOutOfReach: boolean
}

/** Times the largest weight of the merge up to which anybody would give one. */
const reach = 5

/** null where no weight would do: the donor did not move, or is the only one that is heard. */
export function equalShare(all: readonly Voice[], ref: string, isAbout: boolean): EqualShare | null {
  const donors = all.filter(({ share }) => share !== null)
  const own = donors.find((donor) => donor.ref === ref)
  if (!own || own.share === null) return null
  const others = donors.reduce((sum, { share }) => sum + share!, 0) - own.share
  const perWeight =
    own.weight === 0
      ? own.norm * loudnessPerNorm(donors, new Map(donors.map(({ ref, weight }) => [ref, weight])))
      : own.share / Math.abs(own.weight ?? 1)
  const value = (Math.sign(own.weight ?? 1) || 1) * (others / ((donors.length - 1) * perWeight))
  if (!Number.isFinite(value) || value === 0) return null
  const largest = largestOf(
    donors.map(({ weight }) => Math.abs(weight ?? 0)),
    0,
  )
  const isOutOfReach = own.weight !== null && Math.abs(value) > reach * largest
  return { weight: own.weight, value, isAbout, isOutOfReach }
}

/** `0.3 → about 0.012 for an equal share`. */
export function equalShareText({ weight, value, isAbout }: EqualShare): string {
  const to = `${isAbout ? 'about ' : ''}${twoDigits(value)}`
  return `${weight === null ? `its weights × ${to}` : `${figure(weight)} → ${to}`} for an equal share`
}
