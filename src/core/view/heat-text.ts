import { type HeatCell, shadeOf } from './heat-map.ts'
import { type HeatScale, heatBounds } from './heat-scale.ts'

/** Text on the ground of a step; null: on none. */
export interface HeatText {
  readonly text: string
  readonly step: number | null
}

/** Columns from which a cell has room for a shade beside its number. */
const withShade = 5

/**
 * The cells of a row as text, each in percent, neighbours of one colour as one: a screen has a thousand.
 * @param width columns of a cell
 * @param isColoured whether the grounds are seen: without them shades stand for them, where there is room
 */
export function heatTexts(
  cells: readonly HeatCell[],
  width: number,
  isColoured: boolean,
): readonly HeatText[] {
  const texts: { text: string; readonly step: number | null }[] = []
  for (const value of cells) {
    const text = isColoured ? plainText(value, width) : shadedText(value, width)
    const last = texts.at(-1)
    if (last && last.step === value.step) last.text += text
    else texts.push({ text, step: value.step })
  }
  return texts
}

/** What stands over a column, in line with what is below it. */
export const headText = (letter: string, width: number): string =>
  (width >= withShade ? `${letter} ` : letter).padStart(width)

const plainText = ({ short }: HeatCell, width: number): string => headText(short, width)

const shadedText = (value: HeatCell, width: number): string =>
  value.share === null || width < withShade
    ? plainText(value, width)
    : `${shadeOf(value)}${value.short.padStart(3)} `.padStart(width)

/** What the colours mean: the share at which each begins, and that at which the last one ends. */
export function heatScaleTexts(scale: HeatScale, columns: number, isColoured: boolean): readonly HeatText[] {
  const bounds = heatBounds(scale)
  const [first, last] = [bounds[0]!, bounds.at(-1)!]
  const steps = bounds.slice(0, -1)
  const room = Math.floor((columns - last.length - 1) / steps.length)
  const isTold = isColoured && steps.every((from) => from.length < room)
  const stepText = (from: string, step: number): string => {
    if (!isColoured) return shadeOf({ share: 1, step }).repeat(2)
    return isTold ? ` ${from}`.padEnd(Math.min(room, 9)) : '  '
  }
  return [
    ...(isTold ? [] : [{ text: `${first} `, step: null }]),
    ...steps.map((from, step) => ({ text: stepText(from, step), step })),
    { text: ` ${last}`, step: null },
  ]
}
