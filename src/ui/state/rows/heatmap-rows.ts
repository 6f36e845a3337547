import type { RunResult } from '../../../core/contract/run.ts'
import { partOfLayer } from '../../../core/model/tensor-name.ts'
import { cosineText, percent, threeDigits } from '../../../core/text/figures.ts'
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
    return (match?.donors ?? []).map(({ ref, norm, share, projection, cosine, keptDensity }) =>
      ofDonor(
        ref,
        `share ${percent(share)}, norm ${threeDigits(norm)}, projection ${percent(projection)}, cosine ${cosineText(cosine)}, kept ${percent(keptDensity)}`,
      ),
    )
  }
  if (group === undefined) return overviewOf(result)
  const overview = heatRows(shareOfVoice)
  const opened = overview.find(({ label }) => label === group)
  return tensorRows(shareOfVoice)
    .filter(({ key }) => opened && belongsTo(key, opened))
    .map(({ key, cells }) => ({ kind: 'voices', label: shortTensor(key, opened), cells, into: key }))
}

/** A tensor's name without what its neighbours in the list have as well. */
function shortTensor(name: string, group: HeatRow | undefined): string {
  const bare = name.replace(/\.weight$/, '')
  return group?.kind === 'layer' ? partOfLayer(bare) : bare.replace(/^model\./, '')
}

const overviewOf = keptFor(({ shareOfVoice }) =>
  heatRows(shareOfVoice!).map(({ label, cells }) => ({ kind: 'voices', label, cells, into: label })),
)
