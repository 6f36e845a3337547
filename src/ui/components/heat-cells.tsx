import { Transform, useStdout } from 'ink'
import { cell } from '../../core/text/layout.ts'
import { type HeatLook, heatLooks, lookParameters } from '../../core/view/heat-look.ts'
import type { HeatCell } from '../../core/view/heat-map.ts'
import type { HeatScale as Scale } from '../../core/view/heat-scale.ts'
import { type HeatText, heatScaleTexts, heatTexts } from '../../core/view/heat-text.ts'
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
      <Heat texts={heatTexts(cells, width, looks !== null)} looks={looks} />
    </Text>
  )
}

/** What the colours mean. */
export function HeatScale({ scale, columns }: { readonly scale: Scale; readonly columns: number }) {
  const looks = useHeatLooks()
  return (
    <Text wrap="truncate">
      <Heat texts={heatScaleTexts(scale, columns, looks !== null)} looks={looks} />
    </Text>
  )
}

interface HeatProps {
  readonly texts: readonly HeatText[]
  readonly looks: readonly HeatLook[] | null
}

const Heat = ({ texts, looks }: HeatProps) =>
  texts.map(({ text, step }, index) => {
    const look = step === null ? undefined : looks?.[step]
    return (
      // Parts of one line: their place is what they are.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <Transform key={index} transform={(drawn) => (look ? coloured(drawn, look) : drawn)}>
        <Text>{text}</Text>
      </Transform>
    )
  })

/** Not by properties: Ink counts the terminal's colours in a way of its own, and would take others for these. */
const coloured = (text: string, look: HeatLook): string =>
  `${lookParameters(look)
    .map((parameters) => `\u001b[${parameters}m`)
    .join('')}${text}\u001b[39m\u001b[49m`

/** Those of the terminal that is drawn on. */
function useHeatLooks(): readonly HeatLook[] | null {
  const { stdout } = useStdout()
  return heatLooks((stdout as Partial<NodeJS.WriteStream>).getColorDepth?.() ?? 1)
}
