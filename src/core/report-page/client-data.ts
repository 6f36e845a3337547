import type { RunResult } from '../contract/run.ts'
import type { ShareOfVoice, TensorVoice } from '../contract/share-of-voice.ts'
import { kindInLayer, layerOf, moduleOf } from '../model/tensor-name.ts'
import { figure, percent, shortPercent } from '../text/figures.ts'
import { heatMatrix } from '../view/heat-matrix.ts'
import { heatColour, heatMeasures } from '../view/heat-measures.ts'
import { shareRows } from '../view/share-rows.ts'
import { weightSliders } from '../view/weight-sliders.ts'
import { visible } from './html.ts'
import { namesIn } from './table.ts'

/** Figures of tensors × donors that a page carries along; of more, the layers and kinds are there. */
const mostFigures = 200_000

/**
 * All that the script of the page shows later. Texts are made here and listed once; what is told of a tensor is a
 * number in that list, so that forty donors take no more than some hundred kilobytes.
 */
export function clientData(result: RunResult) {
  const voice = result.shareOfVoice
  if (!voice) return { titles: [], tensors: [] }
  const matrix = heatMatrix(voice)
  const texts = new Texts()
  const share = (value: number | null) =>
    texts.place(percent(value), shortPercent(value), heatColour(value, matrix.scale))
  const measures = heatMeasures(voice)
  const carries = voice.tensors.length * voice.donors.length <= mostFigures
  const names = namesIn(matrix.refs, 24)
  return {
    quoted: matrix.refs.map((ref) =>
      JSON.stringify(ref).replace(/[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, escaped),
    ),
    titles: matrix.refs.map(visible),
    names: matrix.refs.map((ref) => visible(names.shown(ref))),
    parts: matrix.parts.map(({ title }) => title),
    keys: matrix.parts.map(({ key }) => key),
    kinds: matrix.levels.slice(1).map(({ kind }) => kind),
    heat: measures.map(({ name, about, figures, text, short, colour }) => ({
      ...{ name, about },
      levels: matrix.levels.map((level) =>
        figures(level).map((row) =>
          row.map((value) => texts.place(text(value), short(value), colour(value))),
        ),
      ),
    })),
    tensors: carries ? voice.tensors.map((tensor) => tensorData(tensor, voice, matrix, share, texts)) : [],
    left: carries ? 0 : voice.tensors.length,
    loudest: matrix.refs.indexOf(shareRows(voice)[0]?.ref ?? ''),
    sliders:
      weightSliders(result)?.donors.map(({ weight, loudness, isMultiple }) => [
        weight,
        loudness,
        isMultiple ? 1 : 0,
      ]) ?? [],
    tips: shareRows(voice).map(
      ({ ref, share: text, norm, band, meaning }) =>
        `${visible(ref)}\nshare ${text}, norm ${norm}\n${band}: ${meaning}`,
    ),
    texts: texts.list,
  }
}

/** `[name, part, kind, shares, norms, projections, cosines, kept]`, the lists in the order of the donors. */
function tensorData(
  { tensor, donors }: TensorVoice,
  { donors: all }: ShareOfVoice,
  { parts, levels }: ReturnType<typeof heatMatrix>,
  share: (value: number | null) => number,
  texts: Texts,
) {
  const byRef = new Map(donors.map((donor) => [donor.ref, donor]))
  const voices = all.map(({ ref }) => byRef.get(ref))
  const layer = layerOf(tensor)
  const part = parts.findIndex(({ key }) => key === (layer ?? moduleOf(tensor)))
  const kind = layer === null ? -1 : levels.findIndex((level) => level.kind === kindInLayer(tensor)) - 1
  const kept = voices.map((voice) => voice?.keptDensity ?? null)
  return [
    tensor,
    part,
    kind,
    voices.map((voice) => share(voice?.share ?? null)),
    voices.map((voice) => compact(voice?.norm)),
    voices.map((voice) => texts.place(percent(voice?.projection ?? null))),
    voices.map((voice) => compact(voice?.cosine)),
    kept.every((density) => density === null) ? [] : kept.map((density) => texts.place(percent(density))),
  ]
}

/** As JSON and YAML escape a character between quotes. */
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** The text of a figure, as a number where that has the same text. */
function compact(value: number | null | undefined): string | number {
  const text = figure(value)
  return String(Number(text)) === text ? Number(text) : text
}

/** Texts with what stands in a narrow cell and its colour, each once. */
class Texts {
  readonly list: (readonly [string, string, string])[] = []
  readonly #places = new Map<string, number>()

  place(text: string, short = '', colour = ''): number {
    const key = `${text}|${short}|${colour}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.list.length)
    this.list.push([text, short, colour])
    return this.list.length - 1
  }
}
