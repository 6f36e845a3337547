import type { DonorVoice, ShareOfVoice } from '../contract/share-of-voice.ts'
import { kindInLayer, layerOf } from '../model/tensor-name.ts'
import { type HeatScale, heatScale } from './heat-scale.ts'

/** A column of the matrix: a layer, or what stands before and behind the layers. */
export interface HeatPart {
  /** `7`, `embeddings` */
  readonly key: string
  /** `layer 7`, `embeddings` */
  readonly title: string
}

/** By donor, then by part; null where nothing was measured. */
export type HeatFigures = readonly (readonly (number | null)[])[]

/** Figures of every donor in every part, of all tensors together or of those of one kind. */
export interface HeatLevel {
  /** null: all kinds. */
  readonly kind: string | null
  readonly shares: HeatFigures
  /** ‖τ‖ */
  readonly norms: HeatFigures
  /** cos(τ, D) */
  readonly cosines: HeatFigures
}

/** Layers × kinds × donors. */
export interface HeatMatrix {
  readonly refs: readonly string[]
  readonly parts: readonly HeatPart[]
  readonly levels: readonly HeatLevel[]
  readonly scale: HeatScale
}

/** The kinds that stand outside of the layers, in the order in which a model goes through them. */
const before = ['embeddings']
const behind = ['head']

const known = new WeakMap<ShareOfVoice, HeatMatrix>()

/** Everything measured as a matrix with three sides; a cell of several tensors (experts) is their mean, and of norms that of all of them together. */
export function heatMatrix(voice: ShareOfVoice): HeatMatrix {
  const matrix = known.get(voice) ?? madeOf(voice)
  known.set(voice, matrix)
  return matrix
}

function madeOf(voice: ShareOfVoice): HeatMatrix {
  const refs = voice.donors.map(({ ref }) => ref)
  const outside = (kinds: readonly string[]) => voice.modules.filter(({ module }) => kinds.includes(module))
  const columns = [
    ...outside(before).map(({ module, donors }) => ({ key: module, title: module, donors })),
    ...voice.layers.map(({ layer, donors }) => ({ key: layer, title: `layer ${layer}`, donors })),
    ...outside(behind).map(({ module, donors }) => ({ key: module, title: module, donors })),
  ]
  const parts = columns.map(({ key, title }) => ({ key, title }))
  const all = levelOf(
    null,
    refs,
    columns.map(({ donors }) => [donors]),
  )
  const levels = [all, ...levelsOfKinds(voice, refs, parts)]
  return { refs, parts, levels, scale: heatScale(levels.flatMap(({ shares }) => shares.flat())) }
}

function levelsOfKinds(voice: ShareOfVoice, refs: readonly string[], parts: readonly HeatPart[]) {
  const columnOf = new Map(parts.map(({ key }, at) => [key, at]))
  const kinds = new Map<string, DonorVoice[][][]>()
  for (const { tensor, donors } of voice.tensors) {
    const layer = layerOf(tensor)
    const column = layer === null ? undefined : columnOf.get(layer)
    if (column === undefined) continue
    const kind = kindInLayer(tensor)
    const columns = kinds.get(kind) ?? parts.map(() => [])
    kinds.set(kind, columns)
    columns[column]!.push(donors)
  }
  return [...kinds].map(([kind, columns]) => levelOf(kind, refs, columns))
}

/** What was measured in the tensors of each column. */
type Columns = readonly (readonly (readonly DonorVoice[])[])[]

function levelOf(kind: string | null, refs: readonly string[], columns: Columns): HeatLevel {
  return {
    kind,
    shares: byDonor(refs, columns, ({ share }) => share, mean),
    norms: byDonor(refs, columns, ({ norm }) => norm, length),
    cosines: byDonor(refs, columns, ({ cosine }) => cosine, mean),
  }
}

const mean = (figures: readonly number[]): number =>
  figures.reduce((sum, figure) => sum + figure, 0) / figures.length
const length = (figures: readonly number[]): number =>
  Math.sqrt(figures.reduce((sum, figure) => sum + figure * figure, 0))

/** For each donor a row with one figure of the tensors of each column. */
function byDonor(
  refs: readonly string[],
  columns: Columns,
  figureOf: (donor: DonorVoice) => number | null,
  together: (figures: readonly number[]) => number,
): HeatFigures {
  const rowOf = new Map(refs.map((ref, at) => [ref, at]))
  const found = refs.map(() => columns.map((): number[] => []))
  columns.forEach((tensors, column) => {
    for (const donor of tensors.flat()) {
      const row = rowOf.get(donor.ref)
      const figure = figureOf(donor)
      if (row !== undefined && figure !== null) found[row]![column]!.push(figure)
    }
  })
  return found.map((row) => row.map((figures) => (figures.length > 0 ? together(figures) : null)))
}
