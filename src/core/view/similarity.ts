import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { shortCosine } from '../text/figures.ts'
import { type HeatBound, heatSteps } from './heat-scale.ts'

type Similarity = NonNullable<ShareOfVoice['similarity']>

/** Cosine from which two donors are nearly one, and below which they work against each other. */
const nearlyOne = 0.9
const against = -0.1
const mostPairs = 5
/** Colours of cosines below zero. */
const coldSteps = 5

export interface Pair {
  readonly first: string
  readonly second: string
  readonly cosine: number
  /** What it means, in a few words. */
  readonly sentence: string
}

/** The pairs that deserve a word: nearly the same, or against each other; the most striking first. */
export function alike({ refs, cosines }: Similarity): readonly Pair[] {
  const pairs: Pair[] = []
  refs.forEach((first, row) => {
    for (let column = row + 1; column < refs.length; column++) {
      const cosine = cosines[row]?.[column] ?? 0
      const second = refs[column]!
      if (cosine >= nearlyOne)
        pairs.push({ first, second, cosine, sentence: 'they learned nearly the same, so it counts twice' })
      else if (cosine <= against)
        pairs.push({ first, second, cosine, sentence: 'they pull against each other' })
    }
  })
  return pairs.toSorted((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine)).slice(0, mostPairs)
}

/** The colour of a cosine: `h0` … `h9` for the same direction, `c1` … `c5` for against each other, by the root. */
export function cosineStep(cosine: number | null): string {
  if (cosine === null) return 'hx'
  const root = Math.sqrt(Math.min(1, Math.abs(cosine)))
  return cosine < 0
    ? `c${Math.max(1, Math.ceil(root * coldSteps))}`
    : `h${Math.min(heatSteps - 1, Math.floor(root * heatSteps))}`
}

/** The colours of these cosines and where each begins; those below zero only where there are such. */
export function cosineBounds(cosines: readonly (number | null)[]): readonly HeatBound[] {
  const isCold = cosines.some((cosine) => cosine !== null && cosine < 0)
  const cold = Array.from({ length: coldSteps }, (_, at) => coldSteps - at).map((step) => ({
    colour: `c${step}`,
    from: shortCosine(-((step / coldSteps) ** 2)),
  }))
  const warm = Array.from({ length: heatSteps }, (_, step) => ({
    colour: `h${step}`,
    from: shortCosine((step / heatSteps) ** 2),
  }))
  return [...(isCold ? cold : []), ...warm]
}
