import { Command, CommanderError } from 'commander'
import { type MergescopeError, toMergescopeError } from '../core/errors.ts'
import { isCancel } from '../core/run/verdict.ts'
import { commands } from './commands/registry.ts'
import { failedDocument } from './failed-document.ts'
import { outlet, unguarded } from './outlet.ts'
import { checkPlaces } from './places.ts'
import { reportError, type Shell } from './shell.ts'
import { isAnswer, unknownCommand, usageError } from './usage.ts'
import { version } from './version.ts'

function program(shell: Shell): Command {
  const root = new Command('mergescope')
  root
    .description(
      'An X-ray for model merges: inspect, download, patch, merge, and see whose weights ended up in the result.',
    )
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      // Errors of commander are told as all others: `runProgram`.
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(shell.stdout.columns ?? 80, 100),
      getErrHelpWidth: () => Math.min(shell.stderr.columns ?? 80, 100),
    })
    .hook('preAction', (_, command) => checkPlaces(command))
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
  await openApp({ ...shell, stdout: unguarded(stdout), stderr: unguarded(shell.stderr), version: version() })
}

const namesOf = (root: Command): string[] => root.commands.map((command) => command.name())

/** Runs one command line and leaves the exit code in the shell. Never throws, never exits. */
export async function runProgram(given: Shell): Promise<void> {
  const shell = { ...given, stdout: outlet(given.stdout), stderr: outlet(given.stderr) }
  await runCommandLine(shell)
  given.exitCode = shell.exitCode
}

async function runCommandLine(shell: Shell): Promise<void> {
  const root = program(shell)
  const argv = commandFirst(shell.argv)
  const [first] = argv
  const command = root.commands.find((one) => one.name() === first) ?? null
  try {
    // Before any of its options is looked at, which are those of another command.
    if (first !== undefined && !command && !first.startsWith('-')) throw unknownCommand(first, namesOf(root))
    await root.parseAsync(argv, { from: 'user' })
    // A command that was stopped and has said so is not reported twice.
    if (command && !shell.answered && shell.exitCode === 0) shell.signal.throwIfAborted()
  } catch (thrown) {
    if (isAnswer(thrown)) return
    const error = errorOf(thrown, command, shell)
    if (asks(argv, '--json') && !shell.answered) {
      const failure = { code: error.code, message: error.message, hint: error.hint ?? null }
      shell.stdout.write(failedDocument(command?.name() ?? null, failure, isCancel(error.exitCode), argv))
    }
    reportError(shell, error, asks(argv, '-v') || asks(argv, '--verbose'))
  }
}

function errorOf(thrown: unknown, command: Command | null, { signal }: Shell): MergescopeError {
  if (thrown instanceof CommanderError) return usageError(thrown, command)
  // What a command throws when it is stopped may be anything; why it was stopped is known.
  return toMergescopeError(signal.aborted ? signal.reason : thrown)
}

/** Options that stand before the command mean the same behind it. */
function commandFirst(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((word) => !common.has(word))
  return at < 1 || argv[at]!.startsWith('-') ? argv : [...argv.slice(at), ...argv.slice(0, at)]
}

const common = new Set(['--json', '--no-color', '-q', '--quiet', '-v', '--verbose'])

/** Whether an option stands on the command line; behind `--` there are none. */
function asks(argv: readonly string[], option: string): boolean {
  const end = argv.indexOf('--')
  return (end < 0 ? argv : argv.slice(0, end)).includes(option)
}
