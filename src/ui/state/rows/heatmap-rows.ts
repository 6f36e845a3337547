import type { RunResult } from '../../../core/contract/run.ts'
import type { DonorVoice } from '../../../core/contract/share-of-voice.ts'
import { largestOf } from '../../../core/many.ts'
import { partOfLayer } from '../../../core/model/tensor-name.ts'
import { cosineText, percent, threeDigits } from '../../../core/text/figures.ts'
import { bar } from '../../../core/text/layout.ts'
import { belongsTo, type HeatRow, heatRows, tensorRows } from '../../../core/view/heat-map.ts'
import { notMeasured } from '../../../core/view/share-rows.ts'
import { keptFor } from './kept-for.ts'
import { line, ofDonor, type ResultRow } from './row.ts'

/** Layers and modules; then the tensors of one; then the figures of one tensor. */
export function heatmapRows(result: RunResult, [group, tensor]: readonly string[]): readonly ResultRow[] {
  const { shareOfVoice } = result
  if (!shareOfVoice) return [line(notMeasured)]
  if (tensor !== undefined) {
    const match = shareOfVoice.tensors.find((voice) => voice.tensor === tensor)
    return donorFigures(match?.donors ?? [])
  }
  if (group === undefined) return overviewOf(result)
  const overview = heatRows(shareOfVoice)
  const opened = overview.find(({ label }) => label === group)
  return tensorRows(shareOfVoice)
    .filter(({ key }) => opened && belongsTo(key, opened))
    .map(({ key, cells }) => ({ kind: 'voices', label: shortTensor(key, opened), cells, into: key }))
}

const barColumns = 12

/** What each donor is in a tensor, the loudest first, with figures below each other. */
function donorFigures(donors: readonly DonorVoice[]): readonly ResultRow[] {
  const sorted = donors.toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0))
  const column = (label: string, textOf: (donor: DonorVoice) => string) => {
    const texts = sorted.map(textOf)
    const width = largestOf(texts.map((text) => text.length))
    return texts.map((text) => `${label} ${text.padStart(width)}`)
  }
  const loudest = sorted[0]?.share || 1
  const columns = [
    column('share', ({ share }) => percent(share)),
    column('norm', ({ norm }) => threeDigits(norm)),
    column('projection', ({ projection }) => percent(projection)),
    column('cosine', ({ cosine }) => cosineText(cosine)),
    ...(sorted.some(({ keptDensity }) => keptDensity !== null)
      ? [column('kept', ({ keptDensity }) => percent(keptDensity))]
      : []),
  ]
  return sorted.map(({ ref, share }, at) => {
    const length = bar((share ?? 0) / loudest, barColumns).padEnd(barColumns)
    return { ...ofDonor(ref, `${length} ${columns.map((texts) => texts[at]).join(', ')}`), isAligned: true }
  })
}

/** A tensor's name without what its neighbours in the list have as well. */
function shortTensor(name: string, group: HeatRow | undefined): string {
  const bare = name.replace(/\.weight$/, '')
  return group?.kind === 'layer' ? partOfLayer(bare) : bare.replace(/^model\./, '')
}

const overviewOf = keptFor(({ shareOfVoice }) =>
  heatRows(shareOfVoice!).map(({ label, cells }) => ({ kind: 'voices', label, cells, into: label })),
)
