import { toMergescopeError } from '../core/errors.ts'
import { jsonText } from '../core/json/json-text.ts'
import { printable, printableLines } from '../core/text/printable.ts'

/** What a command gets from the process: its streams, its signal, and the one place for the exit code. */
export interface Shell {
  /** The words after `mergescope`. */
  readonly argv: readonly string[]
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  /** Aborts on SIGINT, SIGTERM and SIGHUP; the reason is a MergescopeError that carries the exit code. */
  readonly signal: AbortSignal
  /** What Ctrl-C does where it is not a signal, because the terminal is in raw mode. */
  readonly cancel: () => void
  exitCode: number
  /** Whether the command has told how it ended: by its document, the last of its events, or in words. */
  answered?: boolean
}

/** Writes one JSON document to stdout. Data goes to stdout, everything else to stderr. */
export function printJson(shell: Shell, document: unknown): void {
  // An answer after Ctrl-C may be one without its second half.
  shell.signal.throwIfAborted()
  shell.answered = true
  shell.stdout.write(`${jsonText(document, 2)}\n`)
}

/** An error as a user sees it: what happened, then what to do. With `verbose`, where it came from. */
export function reportError(shell: Shell, thrown: unknown, verbose: boolean): void {
  const error = toMergescopeError(thrown)
  shell.stderr.write(`error: ${printable(error.message)}\n`)
  if (error.hint) shell.stderr.write(`hint: ${printableLines(error.hint, '  ')}\n`)
  if (verbose)
    for (const each of [error, error.cause])
      if (each instanceof Error) shell.stderr.write(`${stackOf(each)}\n`)
  shell.exitCode = error.exitCode
}

/** Where an error came from, a line a call; what it says itself may have lines of others. */
const stackOf = ({ stack = '', message }: Error): string => stack.replace(message, () => printable(message))
