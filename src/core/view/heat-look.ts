import { heatColours, heatTurn } from './heat-colours.ts'
import { heatSteps } from './heat-scale.ts'

/** A colour of a terminal: `#rrggbb`, or its number among 256, of which the first 16 are what every terminal has. */
export type TerminalColour = string | number

/** How a cell looks: its ground, and the ink that is read on it. */
export interface HeatLook {
  readonly ground: TerminalColour
  readonly ink: TerminalColour
}

/** The bits of a terminal's colours, as Node counts them. */
const depths = { true: 24, ansi256: 8, ansi16: 4 } as const

const inks = ['#f2f3f5', '#14171a'] as const
const in256 = [234, 17, 53, 90, 125, 161, 202, 208, 214, 227] as const
/** Blue, magenta, red, yellow, bright yellow: few grounds, several steps share one. */
const in16 = [4, 4, 4, 5, 5, 5, 1, 1, 3, 11] as const
const [black, brightWhite] = [0, 15]

/** The looks of the steps; null where the terminal has no colours. */
export function heatLooks(depth: number): readonly HeatLook[] | null {
  const looks = (of: (step: number, isHot: boolean) => HeatLook) =>
    Array.from({ length: heatSteps }, (_, step) => of(step, step >= heatTurn))
  if (depth >= depths.true)
    return looks((step, isHot) => ({ ground: heatColours.dark[step]!, ink: inks[isHot ? 1 : 0] }))
  if (depth >= depths.ansi256)
    return looks((step, isHot) => ({ ground: in256[step]!, ink: isHot ? 16 : 231 }))
  if (depth >= depths.ansi16)
    return looks((step) => ({ ground: in16[step]!, ink: step >= 8 ? black : brightWhite }))
  return null
}

/**
 * What sets the two colours of a look, by ECMA-48 and ISO 8613-6. Whoever draws writes these: that they are as many as the
 * terminal has is decided once, above.
 */
export const lookParameters = ({ ground, ink }: HeatLook): readonly [string, string] => [
  parameters(ground, 40),
  parameters(ink, 30),
]

/** @param first of the eight grounds (40) or inks (30) */
function parameters(colour: TerminalColour, first: number): string {
  if (typeof colour === 'string') {
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    return `${first + 8};2;${red};${green};${blue}`
  }
  if (colour < 8) return String(first + colour)
  return colour < 16 ? String(first + 60 + colour - 8) : `${first + 8};5;${colour}`
}
