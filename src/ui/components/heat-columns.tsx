import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import { columnsOf } from '../../core/text/layout.ts'
import { headsOf, letterOf } from '../../core/text/letters.ts'
import { printable } from '../../core/text/printable.ts'
import { headText } from '../../core/view/heat-text.ts'
import { loudestFirst } from '../../core/view/share-rows.ts'
import { Line } from './lines.tsx'

const shortestLabel = 18

export interface HeatColumns {
  readonly label: number
  readonly cell: number
  /** Which donors have a column, by their place in the result. */
  readonly donors: readonly number[]
}

/**
 * Columns of the heatmap: the labels take what the longest one needs and the cells can spare. Where there are more
 * donors than columns, the loudest ones are shown, or those that are quieter by so many places.
 */
export function heatColumns(
  voice: ShareOfVoice,
  labels: readonly string[],
  columns: number,
  quieter: number,
): HeatColumns {
  const longest = largestOf(labels.map((label) => columnsOf(printable(label))))
  const { length } = voice.donors
  const least = 1 + Math.max(2, letterOf(length - 1).length)
  const spare = columns - 1 - length * least
  const label = Math.max(shortestLabel, Math.min(longest + 1, spare))
  const room = columns - label - 1
  const fit = Math.floor(room / least)
  const from = Math.max(0, Math.min(quieter, length - fit))
  const shown = new Set(loudestFirst(voice.donors).slice(from, from + fit))
  const donors = [...voice.donors.keys()].filter((index) => shown.has(voice.donors[index]!))
  return { label, cell: Math.max(least, Math.min(7, Math.floor(room / Math.max(1, donors.length)))), donors }
}

interface HeatHeadProps {
  readonly heat: HeatColumns
  /** Of all donors, by their place in the result. */
  readonly refs: readonly string[]
  readonly columns: number
}

export function HeatHead({ heat, refs, columns }: HeatHeadProps) {
  const heads = headsOf(refs)
  const letters = heat.donors.map((index) => headText(heads[index]!, heat.cell)).join('')
  return <Line columns={columns} tone="dim">{`${' '.repeat(heat.label + 1)}${letters}`}</Line>
}
