import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { largestOf, smallestOf } from '../many.ts'
import { percent } from '../text/figures.ts'

/** Where in the model a donor is heard: a column a layer, and its share in each kind of modules. */
export interface DonorProfile {
  /** `▂▃▅▇`; empty where the model has no layers. */
  readonly layers: string
  /** `2.1 % in layer 3 to 13.0 % in layer 38`, `50.0 % in every layer` */
  readonly range: string
  readonly modules: readonly { readonly module: string; readonly share: number; readonly text: string }[]
}

const steps = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** @param columns for the layers; where there are more of them, neighbours share a column */
export function donorProfile(voice: ShareOfVoice, ref: string, columns: number): DonorProfile {
  const shareIn = (donors: ShareOfVoice['layers'][number]['donors']) =>
    donors.find((donor) => donor.ref === ref)?.share ?? null
  const shares = voice.layers.map(({ layer, donors }) => ({ layer, share: shareIn(donors) ?? 0 }))
  const most = largestOf(
    shares.map(({ share }) => share),
    0,
  )
  const least = smallestOf(shares.map(({ share }) => share))
  const width = Math.max(1, Math.min(columns, shares.length))
  const drawn = Array.from({ length: shares.length === 0 ? 0 : width }, (_, at) => {
    const from = Math.floor((at * shares.length) / width)
    const to = Math.max(from + 1, Math.floor(((at + 1) * shares.length) / width))
    const part = largestOf(
      shares.slice(from, to).map(({ share }) => share),
      0,
    )
    return most > 0 && part > 0 ? steps[Math.min(7, Math.floor((part / most) * 8))]! : ' '
  })
  const named = (value: number) => shares.find(({ share }) => share === value)?.layer ?? '–'
  const rangeText = () => {
    if (shares.length === 1) return `${percent(most)} in layer ${named(most)}`
    // What reads the same is the same to who reads it.
    if (percent(least) === percent(most)) return `${percent(most)} in every layer`
    return `${percent(least)} in layer ${named(least)} to ${percent(most)} in layer ${named(most)}`
  }
  return {
    layers: drawn.join(''),
    range: shares.length === 0 ? '' : rangeText(),
    modules: voice.modules.map(({ module, donors }) => {
      const share = shareIn(donors)
      return { module, share: share ?? 0, text: percent(share) }
    }),
  }
}
