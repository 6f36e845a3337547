import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { notCompared } from '../../core/share-of-voice/gram.ts'
import { bar, clip, wrap } from '../../core/text/layout.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import { captionOf, shareRows, verdictLine } from '../../core/view/share-rows.ts'
import { bandCounts, toldFirst } from '../../core/view/told-first.ts'
import { heatmapLines } from './heatmap.ts'
import type { Paint } from './paint.ts'

/** A bar a donor, the loudest first; below it those that somebody should read of (`all`: every donor's sentence). */
export function voiceLines(
  voice: ShareOfVoice,
  columns: number,
  paint: Paint,
  all = false,
): readonly string[] {
  const names = nameColumn(
    voice.donors.map(({ ref }) => ref),
    24,
  )
  const rows = shareRows(voice, names.nameOf)
  const { first, rest } = toldFirst(rows)
  const left = rest.filter(({ verdict }) => verdict?.important)
  const width = Math.min(40, columns - names.width - 27)
  return [
    paint.dim(clip(captionOf(voice), columns)),
    ...rows.map(({ ref, share, band, length, alarming }) => {
      const drawn = paint.cyan(bar(length, width).padEnd(width))
      return `${names.cellOf(ref)}  ${drawn}  ${share.padStart(7)}  ${alarming ? paint.red(band) : band}`
    }),
    ...(all ? rows : first).flatMap(({ verdict, alarming }) => {
      if (!verdict) return []
      const mark = alarming ? paint.red('!') : paint.dim('·')
      const [first = '', ...rest] = wrap(verdictLine(verdict), columns - 2)
      return [`${mark} ${first}`, ...rest.map((line) => `  ${line}`)]
    }),
    ...(all || left.length === 0
      ? []
      : [paint.dim(`  ${left.length} more: ${bandCounts(left)}; \`mergescope report\` tells of each`)]),
  ]
}

/** Bars, every verdict, and where in the model each donor speaks. */
export function voiceDetail(voice: ShareOfVoice, columns: number, paint: Paint): readonly string[] {
  const missing = notCompared(voice.donors.length)
  return [
    ...voiceLines(voice, columns, paint, true),
    '',
    ...heatmapLines(voice, columns, paint),
    ...(missing === null ? [] : ['', ...wrap(missing, columns).map(paint.dim)]),
  ]
}
