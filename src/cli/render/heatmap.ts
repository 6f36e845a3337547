import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import { cell, clip, columnsOf } from '../../core/text/layout.ts'
import { headsOf } from '../../core/text/letters.ts'
import { printable } from '../../core/text/printable.ts'
import { type HeatCell, heatRows, shadeOf } from '../../core/view/heat-map.ts'
import type { Paint } from './paint.ts'

const numbered = 5

/**
 * Layers and modules × donors. A cell is a shade and the share in percent; where there is no room for
 * numbers, the shade alone. Meaning does not rest on colour. Donors beyond the width go into further blocks.
 */
export function heatmapLines(voice: ShareOfVoice, columns: number, paint: Paint): readonly string[] {
  const rows = heatRows(voice)
  if (rows.length === 0) return []
  const refs = voice.donors.map(({ ref }) => ref)
  const label = Math.min(18, largestOf(rows.map((row) => columnsOf(printable(row.label)))))
  const room = columns - label - 1
  const width = refs.length * numbered <= room ? numbered : 3
  const heads = headsOf(refs, width - 1)
  const perBlock = Math.max(1, Math.floor(room / width))
  const blocks = Array.from({ length: Math.ceil(refs.length / perBlock) }, (_, block) => block * perBlock)
  return [
    paint.dim(clip('share of voice by layer and module, in percent of the row', columns)),
    ...blocks.flatMap((from) => {
      const inBlock = <Item>(items: readonly Item[]) => items.slice(from, from + perBlock)
      return [
        `${' '.repeat(label)} ${inBlock(heads)
          .map((head) => head.padStart(width))
          .join('')}`,
        ...rows.map((row) => {
          const cells = inBlock(row.cells).map((value) => drawn(value, width, paint))
          return `${cell(row.label, label)} ${cells.join('')}`
        }),
      ]
    }),
    ...refs.flatMap((ref, index) => (heads[index] === ref ? [] : clip(`${heads[index]} = ${ref}`, columns))),
  ]
}

function drawn(value: HeatCell, width: number, paint: Paint): string {
  if (value.share === null) return value.short.padStart(width)
  const shade = shadeOf(value)
  if (width < numbered) return ` ${paint.cyan(shade.repeat(2))}`
  return ` ${paint.cyan(shade)}${value.short.padStart(3)}`
}
