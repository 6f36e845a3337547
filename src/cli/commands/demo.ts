import { join, relative, resolve } from 'node:path'
import { Command } from 'commander'
import type { DemoEvent } from '../../core/demo.ts'
import { drain } from '../../core/drain.ts'
import { shellCommand } from '../../core/text/shell-words.ts'
import { formatSeconds } from '../../core/text/units.ts'
import type { DemoOptions } from '../../steps/environment/demo.ts'
import { type CommonOptions, type PythonOptions, withCommonOptions, withPythonOption } from '../options.ts'
import { folderToFill } from '../path-options.ts'
import type { LiveLine } from '../render/live-line.ts'
import type { Shell } from '../shell.ts'
import { runCommand } from './run.ts'

interface DemoCliOptions extends CommonOptions, PythonOptions {
  readonly output?: string
  readonly skipStock?: boolean
  readonly tui: boolean
}

const examples = `
Examples:
  mergescope demo
  mergescope demo --skip-stock -o merged`

export function demoCommand(root: Command, shell: Shell): void {
  const command = root
    .command('demo')
    .description('make seven small donors, show how stock mergekit dies on them, and merge them')
    .option('-o, --output <dir>', 'where the merge goes (default: beside the donors)', folderToFill)
    .option('--skip-stock', 'do not run stock mergekit first')
    .option('--no-tui', 'lines and bars instead of the dashboard')
    .addHelpText('after', examples)
  withCommonOptions(withPythonOption(command)).action((options: DemoCliOptions) => demo(options, shell))
}

async function demo(options: DemoCliOptions, shell: Shell): Promise<void> {
  const { demoFolder, makeDemo, program } = await import('../../steps/environment/demo.ts')
  const { liveLine } = await import('../render/live-line.ts')
  const python = await readyPython(options, shell)
  const live = liveLine(shell)
  const asked = { python, env: shell.env, signal: shell.signal }
  const { config, donors, made } = await drawn(makeDemo(asked), live)
  if (!options.quiet) live.line(`${made ? 'made' : 'found'} seven models in ${donors}`)
  if (!options.skipStock) await showStock(asked, live)
  live.clear()

  const output = resolve(options.output ?? join(demoFolder(shell.env), 'merged'))
  await run(config, output, options, shell)
  if (shell.exitCode === 0 && !options.quiet)
    shell.stderr.write(`next: ${shellCommand([...program, near(output)])}\n`)
}

/** The interpreter that was named, else the managed environment, which is made or mended first. */
async function readyPython({ python, json, quiet }: DemoCliOptions, shell: Shell): Promise<string> {
  const { namedPython } = await import('../../steps/environment/setup.ts')
  const named = namedPython(python, shell.env)
  if (named) return named
  const { runSetup } = await import('../setup-job.ts')
  const wanted = { torch: 'auto', tests: false, again: false } as const
  return (await runSetup(shell, wanted, json || quiet ? 'quiet' : 'screen')).python
}

function drawn<Result>(work: AsyncGenerator<DemoEvent, Result, void>, live: LiveLine): Promise<Result> {
  return drain(work, (event) => {
    if (event.event === 'demo-progress') live.now(`${event.item}, ${event.done} of ${event.total}`)
    else live.line(event.event === 'demo-step' ? `demo: ${event.title}` : `note: ${event.text}`)
  })
}

async function showStock(asked: DemoOptions, live: LiveLine): Promise<void> {
  const { stockOutcomes } = await import('../../steps/environment/demo.ts')
  for (const { title, error, seconds } of await drawn(stockOutcomes(asked), live))
    live.line(
      error
        ? `stock mergekit, ${title}: died after ${formatSeconds(seconds)} with ${error}`
        : `stock mergekit, ${title}: succeeded in ${formatSeconds(seconds)}`,
    )
}

/** As it is typed in the current folder. */
const near = (path: string): string => {
  const way = relative('', path)
  return way.startsWith('..') ? path : way
}

/** The same command as a user's own merge. */
async function run(config: string, output: string, options: DemoCliOptions, shell: Shell): Promise<void> {
  const flags = [
    ...(options.json ? ['--json'] : []),
    ...(options.tui ? [] : ['--no-tui']),
    ...(options.color ? [] : ['--no-color']),
    ...(options.quiet ? ['--quiet'] : []),
    ...(options.verbose ? ['--verbose'] : []),
    ...(options.python ? ['--python', options.python] : []),
  ]
  const root = new Command('mergescope').exitOverride()
  runCommand(root, shell)
  await root.parseAsync(['run', config, '-o', output, '--overwrite', '--discard', ...flags], { from: 'user' })
}
