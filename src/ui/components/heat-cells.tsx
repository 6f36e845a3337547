import { cell } from '../../core/text/layout.ts'
import { type HeatCell, shadeOf } from '../../core/view/heat-map.ts'
import { heatBounds, type HeatScale as Scale } from '../../core/view/heat-scale.ts'
import { type HeatLook, useHeatLooks } from './heat-look.ts'
import { Text } from './text.tsx'

interface HeatLineProps {
  readonly label: string
  readonly labelColumns: number
  readonly cells: readonly HeatCell[]
  readonly width: number
  readonly here: boolean
}

/** A layer, module or tensor with a cell for each donor: the share in percent, on the colour of its heat. */
export function HeatLine({ label, labelColumns, cells, width, here }: HeatLineProps) {
  const looks = useHeatLooks()
  return (
    <Text wrap="truncate">
      <Text inverse={here}>{`${here ? '›' : ' '}${cell(label, labelColumns)}`}</Text>
      {runsOf(cells, width, looks).map(({ text, look }, index) => (
        // Runs of one line: their place is what they are.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Text key={index} {...look}>
          {text}
        </Text>
      ))}
    </Text>
  )
}

interface Run {
  text: string
  readonly look: HeatLook | undefined
}

/** Neighbours of one colour as one text: a screen has a thousand cells. */
function runsOf(
  cells: readonly HeatCell[],
  width: number,
  looks: readonly HeatLook[] | null,
): readonly Run[] {
  const runs: Run[] = []
  for (const value of cells) {
    const look = value.step === null ? undefined : looks?.[value.step]
    const text = looks ? plainText(value, width) : shadedText(value, width)
    const last = runs.at(-1)
    if (last && last.look === look) last.text += text
    else runs.push({ text, look })
  }
  return runs
}

const plainText = ({ short }: HeatCell, width: number): string =>
  width >= 5 ? `${short} `.padStart(width) : short.padStart(width)

/** The shade stands for the colour where there is room for both. */
const shadedText = (value: HeatCell, width: number): string =>
  value.share === null || width < 5
    ? plainText(value, width)
    : `${shadeOf(value)}${value.short.padStart(3)} `.padStart(width)

/** What the colours mean: the share at which each begins, and that at which the last one ends. */
export function HeatScale({ scale, columns }: { readonly scale: Scale; readonly columns: number }) {
  const looks = useHeatLooks()
  const bounds = heatBounds(scale)
  const [first, last] = [bounds[0]!, bounds.at(-1)!]
  const steps = bounds.slice(0, -1)
  const room = Math.floor((columns - last.length - 1) / steps.length)
  const isTold = looks !== null && steps.every((from) => from.length < room)
  return (
    <Text wrap="truncate">
      {!isTold && <Text dimColor>{`${first} `}</Text>}
      {steps.map((from, step) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps of one scale
        <Text key={step} {...looks?.[step]}>
          {looks
            ? isTold
              ? ` ${from}`.padEnd(Math.min(room, 9))
              : '  '
            : shadeOf({ share: 1, step }).repeat(2)}
        </Text>
      ))}
      <Text dimColor>{` ${last}`}</Text>
    </Text>
  )
}
