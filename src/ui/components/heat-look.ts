import { useStdout } from 'ink'
import { heatColours, heatTurn } from '../../core/view/heat-colours.ts'
import { heatSteps } from '../../core/view/heat-scale.ts'

/** How a cell looks: its ground, and the ink that is read on it. */
export interface HeatLook {
  readonly backgroundColor: string
  readonly color: string
}

/** The bits of a terminal's colours, as Node counts them. */
const depths = { true: 24, ansi256: 8, ansi16: 4 } as const

const inks = ['#f2f3f5', '#14171a'] as const
const in256 = [234, 17, 53, 90, 125, 161, 202, 208, 214, 227] as const
/** Few grounds: several steps share one. */
const in16 = [
  ...['blue', 'blue', 'blue', 'magenta', 'magenta', 'magenta'],
  ...['red', 'red', 'yellow', 'yellowBright'],
] as const

/** The looks of the steps; null where the terminal has no colours. */
export function heatLooks(depth: number): readonly HeatLook[] | null {
  const looks = (of: (step: number, isHot: boolean) => HeatLook) =>
    Array.from({ length: heatSteps }, (_, step) => of(step, step >= heatTurn))
  if (depth >= depths.true)
    return looks((step, isHot) => ({ backgroundColor: heatColours.dark[step]!, color: inks[isHot ? 1 : 0] }))
  if (depth >= depths.ansi256)
    return looks((step, isHot) => ({
      backgroundColor: `ansi256(${in256[step]})`,
      color: `ansi256(${isHot ? 16 : 231})`,
    }))
  if (depth >= depths.ansi16)
    return looks((step) => ({ backgroundColor: in16[step]!, color: step >= 8 ? 'black' : 'whiteBright' }))
  return null
}

/** Those of the terminal that is drawn on. */
export function useHeatLooks(): readonly HeatLook[] | null {
  const { stdout } = useStdout()
  return heatLooks((stdout as Partial<NodeJS.WriteStream>).getColorDepth?.() ?? 1)
}
