import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { largestOf } from '../many.ts'

/** The root of what a difference of sums in doubles leaves where nothing is left. */
const roundingOf = 1e-7

/**
 * ‖τ′ᵢ‖ of the donors that stay when some go and changes are measured from the mean of the donors. Since Στ = 0, the
 * mean moves by m = −Σ τₖ / (K − |S|) over the set S that goes, and τ′ᵢ = τᵢ − m. null where the products of all donors
 * were not measured in full.
 */
export function normsWithout(
  { donors, similarity }: Pick<ShareOfVoice, 'donors' | 'similarity'>,
  gone: ReadonlySet<string>,
): ReadonlyMap<string, number> | null {
  const stay = donors.length - gone.size
  if (!similarity || (similarity.error ?? 0) > 0 || stay <= 0) return null
  const places = donors.map(({ ref }) => similarity.refs.indexOf(ref))
  const product = (a: number, b: number): number =>
    donors[a]!.norm *
    donors[b]!.norm *
    cosineOf(similarity.cosines, places[a]!, places[b]!, donors[a]!.norm * donors[b]!.norm)
  const left = donors.flatMap(({ ref }, index) => (gone.has(ref) ? [index] : []))
  const ofMean = sum(left.map((a) => sum(left.map((b) => product(a, b))))) / stay ** 2
  const norms = new Map<string, number>()
  const rounding =
    roundingOf *
    largestOf(
      donors.map(({ norm }) => norm),
      0,
    )
  for (const [index, { ref }] of donors.entries()) {
    if (gone.has(ref)) continue
    const towards = sum(left.map((other) => product(index, other))) / stay
    const norm = Math.sqrt(Math.max(0, product(index, index) + 2 * towards + ofMean))
    norms.set(ref, norm < rounding ? 0 : norm)
  }
  return [...norms.values()].every(Number.isFinite) ? norms : null
}

/** A donor that did not move has no direction, and needs none. */
function cosineOf(
  cosines: NonNullable<ShareOfVoice['similarity']>['cosines'],
  a: number,
  b: number,
  length: number,
): number {
  if (length === 0) return 0
  return a === b && a >= 0 ? 1 : (cosines[a]?.[b] ?? Number.NaN)
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
