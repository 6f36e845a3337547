import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import { cell, clip, columnsOf } from '../../core/text/layout.ts'
import { headsOf } from '../../core/text/letters.ts'
import { printable } from '../../core/text/printable.ts'
import { heatRows } from '../../core/view/heat-map.ts'
import { heatMatrix } from '../../core/view/heat-matrix.ts'
import { type HeatText, headText, heatScaleTexts, heatTexts } from '../../core/view/heat-text.ts'
import type { Paint } from './paint.ts'

/** Columns of a cell: with a space, or a shade and a space, around its number, or without. */
const [roomy, narrow] = [5, 4]

/**
 * Layers and modules × donors, below the scale. A cell is the share in percent on the colour of its heat; without colours
 * there is a shade beside it. Donors beyond the width go into further blocks.
 */
export function heatmapLines(voice: ShareOfVoice, columns: number, paint: Paint): readonly string[] {
  const rows = heatRows(voice)
  if (rows.length === 0) return []
  const refs = voice.donors.map(({ ref }) => ref)
  const label = Math.min(18, largestOf(rows.map((row) => columnsOf(printable(row.label)))))
  const room = columns - label - 1
  const width = paint.heat && refs.length * roomy > room ? narrow : roomy
  const heads = headsOf(refs, width - 1)
  const perBlock = Math.max(1, Math.floor(room / width))
  const blocks = Array.from({ length: Math.ceil(refs.length / perBlock) }, (_, block) => block * perBlock)
  const isColoured = paint.heat !== null
  const draw = (texts: readonly HeatText[]) =>
    texts.map(({ text, step }) => (step === null ? text : (paint.heat?.[step]?.(text) ?? text))).join('')
  return [
    paint.dim(clip('share of voice by layer and module, in percent of the row', columns)),
    draw(heatScaleTexts(heatMatrix(voice).scale, columns, isColoured)),
    ...blocks.flatMap((from) => {
      const inBlock = <Item>(items: readonly Item[]) => items.slice(from, from + perBlock)
      const letters = inBlock(heads).map((head) => headText(head, width))
      return [
        `${' '.repeat(label)} ${letters.join('')}`.trimEnd(),
        ...rows.map((row) =>
          `${cell(row.label, label)} ${draw(heatTexts(inBlock(row.cells), width, isColoured))}`.trimEnd(),
        ),
      ]
    }),
    ...refs.flatMap((ref, index) => (heads[index] === ref ? [] : clip(`${heads[index]} = ${ref}`, columns))),
  ]
}
