import { styleText } from 'node:util'

type Style = 'dim' | 'bold' | 'red' | 'yellow' | 'green' | 'cyan'

/** Colours for one stream, or none. Meaning never rests on colour alone. */
export type Paint = Readonly<Record<Style, (text: string) => string>>

export function makePaint(colour: boolean): Paint {
  const style = (name: Style) => (text: string) =>
    colour ? styleText(name, text, { validateStream: false }) : text
  return {
    dim: style('dim'),
    bold: style('bold'),
    red: style('red'),
    yellow: style('yellow'),
    green: style('green'),
    cyan: style('cyan'),
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
