import { percent } from '../../core/text/figures.ts'
import { cell } from '../../core/text/layout.ts'
import { type HeatCell, shadeOf } from '../../core/view/heat-map.ts'
import { Text } from './text.tsx'

/** From cold to hot, readable on dark and on light terminals; one with fewer colours takes the nearest of its own. */
const ramp = ['#5b7fd1', '#4f9fc4', '#56b39a', '#8fb85a', '#d0b03c', '#e8963a', '#ea7437', '#e2483d'] as const

const heatOf = (level: number): string | null =>
  level <= 0 ? null : ramp[Math.min(ramp.length - 1, Math.floor(level * ramp.length))]!

interface HeatLineProps {
  readonly label: string
  readonly labelColumns: number
  readonly cells: readonly HeatCell[]
  readonly width: number
  readonly here: boolean
}

/** A layer, module or tensor with a cell for each donor: a shade and the share in percent, in the colour of its heat. */
export function HeatLine({ label, labelColumns, cells, width, here }: HeatLineProps) {
  return (
    <Text wrap="truncate" inverse={here}>
      {`${here ? '›' : ' '}${cell(label, labelColumns)}`}
      {runsOf(cells, width).map(({ text, heat }, index) => (
        // Runs of one line: their place is what they are.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Text key={index} {...(heat !== null && { color: heat })}>
          {text}
        </Text>
      ))}
    </Text>
  )
}

/** Neighbours of one colour as one text: a screen has a thousand cells. */
function runsOf(cells: readonly HeatCell[], width: number): readonly { text: string; heat: string | null }[] {
  const runs: { text: string; heat: string | null }[] = []
  for (const value of cells) {
    const heat = heatOf(value.level)
    const last = runs.at(-1)
    if (last && last.heat === heat) last.text += textOf(value, width)
    else runs.push({ text: textOf(value, width), heat })
  }
  return runs
}

/** The shade alone where there is no room for the figure. */
function textOf(value: HeatCell, width: number): string {
  if (value.share === null) return value.short.padStart(width)
  const shade = shadeOf(value)
  return (width >= 5 ? `${shade}${value.short.padStart(3)}` : shade.repeat(2)).padStart(width)
}

/** What the colours mean, for the largest share of the overview. */
export function HeatScale({ most }: { readonly most: number }) {
  return (
    <Text wrap="truncate">
      <Text dimColor>{'0 % '}</Text>
      {ramp.map((colour, index) => (
        <Text key={colour} color={colour}>
          {shadeOf({ level: (index + 1) / ramp.length }).repeat(2)}
        </Text>
      ))}
      <Text dimColor>{` ${percent(most)}`}</Text>
    </Text>
  )
}
