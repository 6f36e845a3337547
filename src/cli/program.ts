import { Command, CommanderError } from 'commander'
import { exitCodes } from '../core/error-codes.ts'
import { commands } from './commands/registry.ts'
import { reportError, type Shell } from './shell.ts'
import { version } from './version.ts'

function program(shell: Shell): Command {
  const root = new Command('mergescope')
  root
    .description(
      'An X-ray for model merges: inspect, download, patch, merge, and see whose weights ended up in the result.',
    )
    .version(version())
    .exitOverride()
    .showHelpAfterError('(`mergescope --help` lists commands and options)')
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
      getOutHelpWidth: () => Math.min(shell.stdout.columns ?? 80, 100),
      getErrHelpWidth: () => Math.min(shell.stderr.columns ?? 80, 100),
    })
    .action(() => home(root, shell))
  for (const register of commands) register(root, shell)
  return root
}

/** Without a command: the screens on a terminal, the help anywhere else. */
async function home(root: Command, shell: Shell): Promise<void> {
  const { stdin, stdout, env } = shell
  if (!stdin.isTTY || !stdout.isTTY || env.TERM === 'dumb') return root.outputHelp()
  const { wantsColour } = await import('./render/paint.ts')
  const { prepareInk } = await import('./render/prepare-ink.ts')
  prepareInk(env, wantsColour({ asked: true, env, isTerminal: true }))
  const { openApp } = await import('../ui/app.tsx')
  await openApp({ ...shell, version: version() })
}

/** Runs one command line and leaves the exit code in the shell. Never throws, never exits. */
export async function runProgram(shell: Shell): Promise<void> {
  const { argv } = shell
  try {
    await program(shell).parseAsync(argv, { from: 'user' })
  } catch (thrown) {
    if (thrown instanceof CommanderError) shell.exitCode = thrown.exitCode === 0 ? 0 : exitCodes.usage
    else reportError(shell, thrown, argv.includes('-v') || argv.includes('--verbose'))
  }
}
