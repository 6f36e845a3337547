import { colour as sequence } from '../outlet.ts'

type Style = 'dim' | 'bold' | 'red' | 'yellow' | 'green' | 'cyan'

/** Colours for one stream, or none. Meaning never rests on colour alone. */
export type Paint = Readonly<Record<Style, (text: string) => string>>

export function makePaint(colour: boolean): Paint {
  const style = (on: number, off: number) => (text: string) =>
    colour ? `${sequence(String(on))}${text}${sequence(String(off))}` : text
  return {
    dim: style(2, 22),
    bold: style(1, 22),
    red: style(31, 39),
    yellow: style(33, 39),
    green: style(32, 39),
    cyan: style(36, 39),
  }
}

interface ColourQuestion {
  /** False when `--no-color` stands on the command line. */
  readonly asked: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTerminal: boolean
}

/** `--no-color`, then NO_COLOR (no-color.org), then FORCE_COLOR, then whether it is a terminal that can. */
export function wantsColour({ asked, env, isTerminal }: ColourQuestion): boolean {
  if (!asked || env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0'
  return isTerminal && env.TERM !== 'dumb'
}
