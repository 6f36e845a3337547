import { Command, CommanderError } from 'commander'
import { MergescopeError, toMergescopeError } from '../core/errors.ts'
import { isCancel } from '../core/run/verdict.ts'
import { shellWord } from '../core/text/shell-words.ts'
import type { Openable } from '../steps/session/openable.ts'
import { beforeEnd, type CommandLine, readCommandLine } from './command-line.ts'
import { commands } from './commands/registry.ts'
import { failedDocument } from './failed-document.ts'
import { takeEverywhere } from './options-everywhere.ts'
import { outlet, unguarded } from './outlet.ts'
import { checkPaths } from './path-options.ts'
import { reportError, type Shell } from './shell.ts'
import { undecoded } from './undecoded.ts'
import { isAnswer, usageError, usageFault } from './usage.ts'
import { version } from './version.ts'

function program(shell: Shell): Command {
  const root = new Command('mergescope')
  root
    .description(
      'An X-ray for model merges: inspect, download, patch, merge, and see whose weights ended up in the result.',
    )
    .version(version())
    .addHelpText(
      'after',
      '\nmergescope                the screens; without a terminal this help\nmergescope config.yml     the screens, with this recipe\nmergescope OUT            the screens, with the result of this run; also from s3://, gs://, az://',
    )
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      // Errors of commander are told as all others: `runProgram`.
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(shell.stdout.columns ?? 80, 100),
      getErrHelpWidth: () => Math.min(shell.stderr.columns ?? 80, 100),
    })
    .hook('preAction', (_, command) => checkPaths(command))
    .action(() => home(root, shell))
  for (const register of commands) register(root, shell)
  takeEverywhere(root)
  return root
}

/** Without a command: the screens on a terminal, the help anywhere else. */
async function home(root: Command, shell: Shell): Promise<void> {
  if (!hasScreen(shell)) return root.outputHelp()
  await openScreens(shell, null)
}

const hasScreen = ({ stdin, stdout, env }: Shell): boolean =>
  Boolean(stdin.isTTY && stdout.isTTY) && env.TERM !== 'dumb'

/** `mergescope config.yml` and `mergescope OUT`: what a word names that is no command. */
async function openedBy(
  { first, words, unknown }: CommandLine,
  { env, signal }: Shell,
): Promise<Openable | null> {
  const [word, more] = words
  if (word === undefined || word !== first || more !== undefined || unknown !== null) return null
  const { openable } = await import('../steps/session/openable.ts')
  // As `report`: the managed environment reads object storage.
  return openable(word, { python: undefined, env, signal })
}

async function openScreens(shell: Shell, opened: Openable | null): Promise<void> {
  const { stdout, env } = shell
  if (!hasScreen(shell)) throw noScreen(opened)
  const { wantsColour } = await import('./render/paint.ts')
  const { prepareInk } = await import('./render/prepare-ink.ts')
  prepareInk(env, wantsColour({ asked: true, env, isTerminal: true }))
  const { openApp } = await import('../ui/app.tsx')
  await openApp({
    ...shell,
    stdout: unguarded(stdout),
    stderr: unguarded(shell.stderr),
    version: version(),
    opened,
  })
}

function noScreen(opened: Openable | null): MergescopeError {
  const command =
    opened?.kind === 'recipe'
      ? `mergescope run ${shellWord(opened.path)} -o OUT`
      : `mergescope report ${shellWord(opened?.run.folder ?? 'OUT')}`
  return new MergescopeError('usage', 'the screens need a terminal', { hint: `without one: ${command}` })
}

const noFolder = () =>
  new MergescopeError('path-unusable', 'the current folder is not there any more', {
    hint: 'change into a folder that is there',
  })

/** Runs one command line and leaves the exit code in the shell. Never throws, never exits. */
export async function runProgram(given: Shell): Promise<void> {
  const shell = { ...given, stdout: outlet(given.stdout), stderr: outlet(given.stderr) }
  await runCommandLine(shell)
  given.exitCode = shell.exitCode
}

async function runCommandLine(shell: Shell): Promise<void> {
  const root = program(shell)
  const line = readCommandLine(root, shell.argv)
  const { command, argv } = line
  const isAsked = command !== root
  try {
    if (line.asksHelp && (isAsked || line.first === null)) return command.outputHelp()
    if (shell.env.MERGESCOPE_FOLDER_GONE) throw noFolder()
    const lost = undecoded(shell.argv)
    if (lost) throw lost
    const opened = isAsked ? null : await openedBy(line, shell)
    if (opened) return await openScreens(shell, opened)
    const fault = usageFault(line)
    if (fault) throw fault
    await root.parseAsync(argv, { from: 'user' })
    // A command that was stopped and has said so is not reported twice.
    if (isAsked && !shell.answered && shell.exitCode === 0) shell.signal.throwIfAborted()
  } catch (thrown) {
    if (isAnswer(thrown)) return
    const error = errorOf(thrown, command, shell)
    if (asks(argv, '--json') && !shell.answered) {
      const failure = { code: error.code, message: error.message, hint: error.hint ?? null }
      shell.stdout.write(failedDocument(line, failure, isCancel(error.exitCode)))
    }
    reportError(shell, error, asks(argv, '-v') || asks(argv, '--verbose'))
  }
}

function errorOf(thrown: unknown, command: Command, { signal }: Shell): MergescopeError {
  if (thrown instanceof CommanderError) return usageError(thrown, command)
  // What a command throws when it is stopped may be anything; why it was stopped is known.
  return toMergescopeError(signal.aborted ? signal.reason : thrown)
}

/** Whether an option stands on the command line. */
const asks = (argv: readonly string[], option: string): boolean => beforeEnd(argv).includes(option)
