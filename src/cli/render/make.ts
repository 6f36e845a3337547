import type { MergescopeError } from '../../core/errors.ts'
import type { ResultEvent } from '../../core/events.ts'
import { printable } from '../../core/text/printable.ts'
import { askOnTerminal } from '../ask.ts'
import type { CommonOptions } from '../options.ts'
import { unguarded } from '../outlet.ts'
import { reportError, type Shell } from '../shell.ts'
import { chooseRenderer } from './choose.ts'
import { type LineStyle, lineFor } from './lines.ts'
import { makePaint, wantsColour } from './paint.ts'
import { plainRenderer } from './plain.ts'
import { prepareInk } from './prepare-ink.ts'
import type { Renderer } from './renderer.ts'
import { summaryLines } from './summary.ts'

export interface RenderOptions extends CommonOptions {
  readonly tui: boolean
  /** What the dashboard names in its first line: the command and what it works on. */
  readonly heading: string
  /** The folder that the job fills. */
  readonly output?: string | undefined
}

/** The renderer for a job on this shell: dashboard, bars, plain lines, or NDJSON. */
export async function makeRenderer(shell: Shell, options: RenderOptions): Promise<Renderer> {
  const { stdout, env } = shell
  const isTerminal = stdout.isTTY === true
  const quiet = options.quiet === true
  const kind = chooseRenderer({ json: options.json === true, tui: options.tui, quiet, isTerminal, env })
  const colour = wantsColour({ asked: options.color, env, isTerminal })
  const paint = makePaint(colour)
  const style: LineStyle = { paint, verbose: options.verbose === true, quiet }
  const conclude = ({ result }: ResultEvent) => {
    if (result && !quiet)
      stdout.write(`${summaryLines(result, isTerminal ? stdout.columns : 80, paint).join('\n')}\n`)
  }
  const ask =
    shell.stdin.isTTY && shell.stderr.isTTY
      ? (question: string, signal: AbortSignal) => askOnTerminal(shell, printable(question), signal)
      : null

  if (kind === 'ndjson') {
    const { ndjsonLine } = await import('./ndjson.ts')
    const write = (event: Parameters<typeof ndjsonLine>[0]) =>
      void stdout.write(ndjsonLine(event, new Date().toISOString()))
    return { show: write, ask: null, close: async () => {}, conclude: write }
  }
  if (kind === 'bars') {
    const { barsRenderer } = await import('./bars.ts')
    return { ...barsRenderer(stdout, style), ask, conclude }
  }
  if (kind === 'dashboard') return await makeDashboard(shell, options, style, colour, conclude)
  return { ...plainRenderer((text) => stdout.write(text), style, Date.now), ask, conclude }
}

/** The dashboard's screen vanishes with it, so what has to be read later is written once it is closed. */
async function makeDashboard(
  shell: Shell,
  options: RenderOptions,
  style: LineStyle,
  colour: boolean,
  conclude: Renderer['conclude'],
): Promise<Renderer> {
  prepareInk(shell.env, colour)
  const { openDashboard } = await import('../../ui/dashboard.tsx')
  const dashboard = openDashboard({
    ...shell,
    stdout: unguarded(shell.stdout),
    stderr: unguarded(shell.stderr),
    heading: options.heading,
    output: options.output,
  })
  const lasting: string[] = []
  return {
    ...dashboard,
    show: (event) => {
      dashboard.show(event)
      if (event.event === 'stage-started' || event.event === 'stage-progress' || event.event === 'action')
        return
      const line = lineFor(event, style)
      if (line !== null) lasting.push(line)
    },
    conclude: (event) => {
      for (const line of lasting) shell.stdout.write(`${line}\n`)
      conclude(event)
    },
  }
}

/** Tells how a job ended, on stdout as the renderer does and with its error on stderr. */
export function conclude(
  shell: Shell,
  renderer: Renderer,
  event: ResultEvent,
  error: MergescopeError | null,
  verbose: boolean,
): void {
  shell.answered = true
  renderer.conclude(event)
  if (error) reportError(shell, error, verbose)
}
