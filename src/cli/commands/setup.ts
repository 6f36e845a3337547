import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { type OptionalPart, optionalParts, partOfStorage } from '../../core/setup/events.ts'
import { formatSeconds } from '../../core/text/units.ts'
import { type CommonOptions, withCommonOptions } from '../options.ts'
import { folderToFill } from '../path-options.ts'
import type { Shell } from '../shell.ts'

interface SetupCliOptions extends CommonOptions {
  readonly torch: 'auto' | 'cpu' | 'cuda'
  readonly again?: boolean
  readonly tests?: boolean
  readonly with?: readonly string[]
  readonly environment?: string
  readonly lock?: string
}

const examples = `
Examples:
  mergescope setup
  mergescope setup --torch cuda
  mergescope setup --with ray object-storage
  PIP_FIND_LINKS=/path/to/wheels mergescope setup     # takes torch from there when it is there`

export function setupCommand(root: Command, shell: Shell): void {
  const command = root
    .command('setup')
    .description('create or repair the managed Python environment')
    .addOption(
      new Option('--torch <build>', 'the build of torch')
        .choices(['auto', 'cpu', 'cuda'])
        .default('auto', 'a local wheel, else what the index has'),
    )
    .option('--again', 'recreate it, whatever is there')
    .addOption(
      new Option(
        '--with <part...>',
        'also Ray, for `run --ray` on several machines; what reads donors in object storage, by any of its names',
      ).choices([...optionalParts, ...Object.keys(partOfStorage)]),
    )
    .addOption(new Option('--tests', "also what the project's tests need").hideHelp())
    .addOption(
      new Option('--environment <dir>', 'make it in another folder').argParser(folderToFill).hideHelp(),
    )
    .addOption(new Option('--lock <name>', 'from another lock in python/').hideHelp())
    .addHelpText('after', examples)
  withCommonOptions(command).action((options: SetupCliOptions) => run(options, shell))
}

/** Each part once, by its own name. */
const parts = (named: readonly string[]): readonly OptionalPart[] => [
  ...new Set(named.map((name) => partOfStorage[name] ?? (name as OptionalPart))),
]

async function run(options: SetupCliOptions, shell: Shell): Promise<void> {
  const { runSetup } = await import('../setup-job.ts')
  const { lockByName } = await import('../../steps/environment/setup.ts')
  const wanted = {
    torch: options.torch,
    again: options.again ?? false,
    tests: options.tests ?? false,
    ...(options.with && { with: parts(options.with) }),
    ...(options.environment ? { folder: resolve(options.environment) } : {}),
    ...(options.lock ? { locks: lockByName(options.lock) } : {}),
  }
  const output = options.json ? 'json' : options.quiet ? 'quiet' : 'screen'
  const { python, torch, made, seconds } = await runSetup(shell, wanted, output)
  if (output !== 'screen') return
  const time = made ? `, made in ${formatSeconds(seconds)}` : ''
  shell.stdout.write(`the Python environment is ready: ${python} (torch ${torch})${time}\n`)
}
