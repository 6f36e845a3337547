/** Exit codes of the command line. Documented in docs/errors.md, which is generated from this file. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  blocked: 3,
  outputFailed: 4,
  environment: 5,
  hangup: 129,
  cancelled: 130,
  terminated: 143,
} as const

interface ErrorMeaning {
  readonly exit: number
  readonly meaning: string
}

const row = (exit: number, meaning: string): ErrorMeaning => ({ exit, meaning })

/** Every error a user can meet: its stable code, the exit code it ends with, what it means. */
export const errorCodes = {
  internal: row(exitCodes.failed, 'A fault in mergescope itself; please report it.'),
  cancelled: row(exitCodes.cancelled, 'The user stopped the run.'),
  hangup: row(exitCodes.hangup, 'The terminal went away (SIGHUP) and the run was stopped.'),
  terminated: row(exitCodes.terminated, 'The process was asked to end (SIGTERM).'),
  usage: row(exitCodes.usage, 'The command line does not make sense.'),
  'config-invalid': row(exitCodes.usage, 'The merge config cannot be read or makes no sense.'),
  'output-exists': row(exitCodes.usage, 'The output folder is not empty.'),
  'preflight-blocked': row(exitCodes.blocked, 'The donors make the merge impossible.'),
  'output-failed-checks': row(exitCodes.outputFailed, 'What was written failed its checks.'),
  'python-not-found': row(exitCodes.environment, 'No Python interpreter could be found or started.'),
  'python-broken': row(exitCodes.environment, 'The Python interpreter starts but does not work.'),
  'python-unsupported': row(exitCodes.environment, 'The Python version is not 3.10 to 3.13.'),
  'environment-not-ready': row(
    exitCodes.environment,
    'The Python environment lacks something that is needed.',
  ),
  'setup-failed': row(exitCodes.environment, 'The managed Python environment could not be made.'),
  'python-died': row(exitCodes.failed, 'Python ended in the middle of the work.'),
  'out-of-memory': row(exitCodes.failed, 'The system ended Python because memory ran out.'),
  'python-hangs': row(exitCodes.failed, 'Python gave no sign of life for too long.'),
  'merge-failed': row(exitCodes.failed, 'The merge raised an error.'),
  'disk-full': row(exitCodes.failed, 'There is not enough free disk space.'),
  'file-unreadable': row(exitCodes.failed, 'A file cannot be read.'),
  'file-unwritable': row(exitCodes.failed, 'A file or folder cannot be written.'),
  'safetensors-invalid': row(exitCodes.blocked, 'A safetensors file is damaged or not one.'),
} as const satisfies Record<string, ErrorMeaning>

export type ErrorCode = keyof typeof errorCodes
