import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import { percent } from '../../core/text/figures.ts'
import { bar, cell, clip, columnsOf, wrap } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { heatmapLines } from './heatmap.ts'
import type { Paint } from './paint.ts'

/** A bar a donor, the loudest first; below it what deserves a sentence (`all`: every donor's). */
export function voiceLines(
  voice: ShareOfVoice,
  columns: number,
  paint: Paint,
  all = false,
): readonly string[] {
  const { donors, reference, method } = voice
  const names = shortNames(
    donors.map(({ ref }) => ref),
    24,
  )
  const name = Math.min(
    24,
    largestOf(
      [...names.values()].map((text) => columnsOf(printable(text))),
      5,
    ),
  )
  const width = Math.min(40, columns - name - 27)
  const most = largestOf(
    donors.map(({ share }) => share),
    0,
  )
  const sorted = [...donors].sort((left, right) => right.share - left.share)
  const told = sorted.filter(
    ({ band, verdict }) => all || (band !== 'middle class' && band !== 'anchor') || verdict?.flags.length,
  )
  return [
    paint.dim(clip(`share of voice, ${method}, measured from ${reference}`, columns)),
    ...sorted.map(({ ref, share, band }) => {
      const drawn = bar(most > 0 ? share / most : 0, width).padEnd(width)
      const shown = band === 'poisoned' ? paint.red(band) : band
      return `${cell(names.get(ref)!, name)}  ${paint.cyan(drawn)}  ${percent(share).padStart(7)}  ${shown}`
    }),
    ...told.flatMap(({ ref, verdict, band }) => {
      if (!verdict) return []
      const sentence = `${names.get(ref)}${verdict.sentence.slice(ref.length)}.`
      const advice = verdict.advice === 'nothing to do' ? '' : ` ${capital(verdict.advice)}.`
      const mark = band === 'poisoned' ? paint.red('!') : paint.dim('·')
      const [first = '', ...rest] = wrap(sentence + advice, columns - 2)
      return [`${mark} ${first}`, ...rest.map((line) => `  ${line}`)]
    }),
  ]
}

/** Bars, every verdict, and where in the model each donor speaks. */
export function voiceDetail(voice: ShareOfVoice, columns: number, paint: Paint): readonly string[] {
  return [...voiceLines(voice, columns, paint, true), '', ...heatmapLines(voice, columns, paint)]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
