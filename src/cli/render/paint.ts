import { WriteStream } from 'node:tty'
import { heatLooks, lookParameters } from '../../core/view/heat-look.ts'
import { colour as sequence } from '../outlet.ts'

type Style = 'dim' | 'bold' | 'red' | 'yellow' | 'green' | 'cyan'

/** Colours for one stream, or none. Meaning never rests on colour alone. */
export type Paint = Readonly<Record<Style, (text: string) => string>> & {
  /** The steps of a heat map; null without colours. */
  readonly heat: readonly ((text: string) => string)[] | null
}

/** @param env tells how many colours the terminal has */
export function makePaint(colour: boolean, env: NodeJS.ProcessEnv = {}): Paint {
  const style = (on: number, off: number) => (text: string) =>
    colour ? `${sequence(String(on))}${text}${sequence(String(off))}` : text
  return {
    dim: style(2, 22),
    bold: style(1, 22),
    red: style(31, 39),
    yellow: style(33, 39),
    green: style(32, 39),
    cyan: style(36, 39),
    heat: colour ? heat(Math.max(4, WriteStream.prototype.getColorDepth(env))) : null,
  }
}

const heat = (depth: number): Paint['heat'] =>
  heatLooks(depth)?.map(
    (look) => (text) => `${sequence(lookParameters(look).join(';'))}${text}${sequence('39;49')}`,
  ) ?? null

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
