import type { DonorVoice, ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import { cell, clip, columnsOf } from '../../core/text/layout.ts'
import { letterOf } from '../../core/text/letters.ts'
import { printable } from '../../core/text/printable.ts'
import type { Paint } from './paint.ts'

const shades = [' ', '░', '▒', '▓', '█'] as const
const numbered = 5

/**
 * Layers and modules × donors. A cell is a shade and the share in percent; where there is no room for
 * numbers, the shade alone. Meaning does not rest on colour. Donors beyond the width go into further blocks.
 */
export function heatmapLines(voice: ShareOfVoice, columns: number, paint: Paint): readonly string[] {
  const rows = [
    ...voice.layers.map(({ layer, donors }) => ({ label: `layer ${layer}`, donors })),
    ...voice.modules.map(({ module, donors }) => ({ label: module, donors })),
  ]
  if (rows.length === 0) return []
  const refs = voice.donors.map(({ ref }) => ref)
  const label = Math.min(18, largestOf(rows.map((row) => columnsOf(printable(row.label)))))
  const room = columns - label - 1
  const width = refs.length * numbered <= room ? numbered : 3
  const most = largestOf(
    rows.flatMap(({ donors }) => donors.map(({ share }) => share ?? 0)),
    0,
  )
  const perBlock = Math.max(1, Math.floor(room / width))
  const blocks = Array.from({ length: Math.ceil(refs.length / perBlock) }, (_, block) =>
    refs.slice(block * perBlock, (block + 1) * perBlock),
  )
  const letters = new Map(refs.map((ref, index) => [ref, letterOf(index)]))
  return [
    paint.dim(clip('share of voice by layer and module, in percent of the row', columns)),
    ...blocks.flatMap((block) => [
      `${' '.repeat(label)} ${block.map((ref) => letters.get(ref)!.padStart(width)).join('')}`,
      ...rows.map(
        (row) =>
          `${cell(row.label, label)} ${block.map((ref) => drawn(row.donors, ref, most, width, paint)).join('')}`,
      ),
    ]),
    ...refs.map((ref) => clip(`${letters.get(ref)} = ${ref}`, columns)),
  ]
}

function drawn(
  donors: readonly DonorVoice[],
  ref: string,
  most: number,
  width: number,
  paint: Paint,
): string {
  const share = donors.find((donor) => donor.ref === ref)?.share ?? null
  if (share === null) return '–'.padStart(width)
  const shade = shades[Math.min(4, Math.ceil((most > 0 ? share / most : 0) * 4))]!
  if (width < numbered) return ` ${paint.cyan(shade.repeat(2))}`
  return ` ${paint.cyan(shade)}${String(Math.round(share * 100)).padStart(3)}`
}
