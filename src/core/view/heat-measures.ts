import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import {
  cosineText,
  percent,
  shortCosine,
  shortNorm,
  shortPercent,
  threeDigits,
  tickShare,
  twoDigits,
} from '../text/figures.ts'
import { figureNames } from './figure-names.ts'
import { type HeatFigures, type HeatLevel, heatMatrix } from './heat-matrix.ts'
import { type HeatBound, type HeatScale, heatBounds, heatScale, heatStep } from './heat-scale.ts'
import { cosineBounds, cosineStep } from './similarity.ts'

/** One of the figures that the heat map of the page can show, with its texts and its colours. */
export interface HeatMeasure {
  readonly name: string
  /** What a high figure says. */
  readonly about: string
  readonly figures: (level: HeatLevel) => HeatFigures
  readonly text: (figure: number | null) => string
  /** For a narrow cell. */
  readonly short: (figure: number | null) => string
  readonly colour: (figure: number | null) => string
  readonly bounds: readonly HeatBound[]
  /** Where the last colour ends. */
  readonly most: string
}

/** Cells of one figure of which a page carries more than one. */
const mostCells = 100_000

/** Those of which anything was measured; the first is always the share, and of a crowd of donors the only one. */
export function heatMeasures(voice: ShareOfVoice): readonly HeatMeasure[] {
  const { levels, scale, refs, parts } = heatMatrix(voice)
  const all = (of: HeatMeasure['figures']) => levels.flatMap((level) => of(level).flat())
  const norms = all((level) => level.norms)
  const cosines = all((level) => level.cosines)
  const share = {
    name: 'share of voice',
    about: 'its part of all contributions there',
    figures: ({ shares }: HeatLevel) => shares,
    ...{ text: percent, short: shortPercent, ...colours(scale, tickShare) },
  }
  if (refs.length * parts.length * levels.length > mostCells) return [share]
  return [
    share,
    ...(norms.some((norm) => norm !== null)
      ? [
          {
            name: 'norm',
            about: 'how far it moved from the reference there',
            figures: ({ norms: figures }: HeatLevel) => figures,
            ...{ text: threeDigits, short: shortNorm, ...colours(heatScale(norms), twoDigits) },
          },
        ]
      : []),
    ...(cosines.some((cosine) => cosine !== null)
      ? [
          {
            name: figureNames.cosine,
            about: 'whether the result moved in its direction there: 1 exactly, 0 not at all',
            figures: ({ cosines: figures }: HeatLevel) => figures,
            text: cosineText,
            ...{ short: shortCosine, colour: cosineStep, bounds: cosineBounds(cosines), most: '1' },
          },
        ]
      : []),
  ]
}

function colours(scale: HeatScale, text: (figure: number) => string) {
  const froms = heatBounds(scale, text)
  return {
    colour: (figure: number | null) => heatColour(figure, scale),
    bounds: froms.slice(0, -1).map((from, step) => ({ colour: `h${step}`, from })),
    most: froms.at(-1)!,
  }
}

/** The class of a figure that is never below zero. */
export const heatColour = (figure: number | null, scale: HeatScale): string =>
  `h${heatStep(figure, scale) ?? 'x'}`
