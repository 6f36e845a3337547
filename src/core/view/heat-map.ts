import type { DonorVoice, ShareOfVoice } from '../contract/share-of-voice.ts'
import { layerOf, moduleOf } from '../model/tensor-name.ts'
import { percent, shortPercent } from '../text/figures.ts'
import { heatMatrix } from './heat-matrix.ts'
import { type HeatScale, heatStep, heatSteps } from './heat-scale.ts'

/** A donor's share of one row. */
export interface HeatCell {
  /** `13.5 %` */
  readonly text: string
  /** The same in three columns: `14`, `<1`. */
  readonly short: string
  /** Its colour, from 0 to 9, on the scale of the report; null where there is no share. */
  readonly step: number | null
  readonly share: number | null
}

export type HeatGroup = 'layer' | 'module'

export interface HeatRow {
  readonly kind: HeatGroup | 'tensor'
  readonly key: string
  readonly label: string
  /** In the order of the donors of the result. */
  readonly cells: readonly HeatCell[]
}

/** Layers, then modules, each with a cell for every donor. */
export function heatRows(voice: ShareOfVoice): readonly HeatRow[] {
  const { scale } = heatMatrix(voice)
  const cells = (donors: readonly DonorVoice[]) => cellsOf(voice, donors, scale)
  return [
    ...voice.layers.map(({ layer, donors }) => ({
      kind: 'layer' as const,
      key: layer,
      label: `layer ${layer}`,
      cells: cells(donors),
    })),
    ...voice.modules.map(({ module, donors }) => ({
      kind: 'module' as const,
      key: module,
      label: module,
      cells: cells(donors),
    })),
  ]
}

/** Every tensor on the same scale, so that colours can be compared with those of the overview. */
export function tensorRows(voice: ShareOfVoice): readonly HeatRow[] {
  const { scale } = heatMatrix(voice)
  return voice.tensors.map(({ tensor, donors }) => ({
    kind: 'tensor',
    key: tensor,
    label: tensor,
    cells: cellsOf(voice, donors, scale),
  }))
}

/** Whether a tensor belongs to a row of the overview. */
export const belongsTo = (tensor: string, { kind, key }: Pick<HeatRow, 'kind' | 'key'>): boolean =>
  (kind === 'layer' ? layerOf(tensor) : moduleOf(tensor)) === key

function cellsOf(voice: ShareOfVoice, donors: readonly DonorVoice[], scale: HeatScale): readonly HeatCell[] {
  const shares = new Map(donors.map(({ ref, share }) => [ref, share]))
  return voice.donors.map(({ ref }) => {
    const share = shares.get(ref) ?? null
    return { text: percent(share), short: shortPercent(share), step: heatStep(share, scale), share }
  })
}

const shades = ['░', '▒', '▓', '█'] as const

/** The character for a cell where there are no colours; whatever is there at all gets one that can be seen. */
export const shadeOf = ({ share, step }: Pick<HeatCell, 'share' | 'step'>): string =>
  step === null || share === 0 ? ' ' : shades[Math.floor((step * shades.length) / heatSteps)]!
