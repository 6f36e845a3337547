import type { RunResult } from '../contract/run.ts'
import { parseMergeConfig } from '../merge-config/parse.ts'
import { addingOf } from '../merge-config/weights.ts'
import { predictShares, sharesAfter } from '../share-of-voice/predict.ts'

/** A donor whose weight can be tried out. */
export interface WeightSlider {
  readonly ref: string
  /** What it has now; 1 of a donor whose weight is not one number, which is tried in multiples of what it has. */
  readonly weight: number
  readonly isMultiple: boolean
  /** Its share if all had this weight: shares go with |weight| × loudness. */
  readonly loudness: number
}

export interface WeightSliders {
  readonly donors: readonly WeightSlider[]
  /** Why shares are no more than about right; null where a merge gives exactly these. */
  readonly about: string | null
}

/** The donors of a merge with what their shares follow from; null where nothing was measured or there is one donor. */
export function weightSliders({ config, shareOfVoice: voice }: RunResult): WeightSliders | null {
  if (!voice || voice.donors.length < 2) return null
  const equal = new Map(voice.donors.map(({ ref }) => [ref, 1]))
  const weights = new Map(voice.donors.map(({ ref, weight }) => [ref, weight]))
  const loudness = sharesAfter(voice.donors, weights, equal)
  const parsed = parseMergeConfig(config).config
  const { about } = predictShares(voice, equal, parsed ? addingOf(parsed) : null)
  const donors = voice.donors.map(({ ref, weight }, at) => ({
    ref,
    weight: weight ?? 1,
    isMultiple: weight === null,
    loudness: loudness[at] ?? 0,
  }))
  return { donors, about }
}

/** The shares with other weights. It stands by itself, because the page of the report carries its text along. */
export function sharesOf(loudness: readonly number[], weights: readonly number[]): number[] {
  let sum = 0
  for (let at = 0; at < loudness.length; at++) sum += Math.abs(weights[at] ?? 0) * (loudness[at] ?? 0)
  return loudness.map((own, at) => (sum > 0 ? (Math.abs(weights[at] ?? 0) * own) / sum : 0))
}
