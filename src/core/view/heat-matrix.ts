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

/** Shares of every donor in every part, of all tensors together or of those of one kind. */
export interface HeatLevel {
  /** null: all kinds. */
  readonly kind: string | null
  /** By donor, then by part; null where nothing was measured. */
  readonly shares: readonly (readonly (number | null)[])[]
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

/** Everything measured as a matrix with three sides; a cell of several tensors (experts) is their mean. */
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
  const all = {
    kind: null,
    shares: byDonor(
      refs,
      columns.map(({ donors }) => [donors]),
    ),
  }
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
  return [...kinds].map(([kind, columns]): HeatLevel => ({ kind, shares: byDonor(refs, columns) }))
}

/** For each donor a row of the means over the tensors of each column. */
function byDonor(refs: readonly string[], columns: readonly (readonly (readonly DonorVoice[])[])[]) {
  const rowOf = new Map(refs.map((ref, at) => [ref, at]))
  const rows = refs.map(() => columns.map((): number | null => null))
  columns.forEach((tensors, column) => {
    const counts = new Map<number, number>()
    for (const donors of tensors)
      for (const { ref, share } of donors) {
        const row = rowOf.get(ref)
        if (row === undefined || share === null) continue
        const count = (counts.get(row) ?? 0) + 1
        counts.set(row, count)
        const mean = rows[row]![column] ?? 0
        rows[row]![column] = mean + (share - mean) / count
      }
  })
  return rows
}
