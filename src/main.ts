import process from 'node:process'
import { guardOutputs } from './cli/outputs.ts'
import { runProgram } from './cli/program.ts'
import type { Shell } from './cli/shell.ts'
import { errorCodes } from './core/error-codes.ts'
import { MergescopeError } from './core/errors.ts'
import { listenForSuspend } from './steps/session/suspend.ts'

/** npm passes Ctrl-C on to a child that the terminal has told already: that is one request, not two. */
const samePressMs = 300

const controller = new AbortController()
let askedAt = 0
const stop = (code: 'cancelled' | 'terminated' | 'hangup', message: string) => () => {
  const now = Date.now()
  if (askedAt > 0 && now - askedAt > samePressMs) process.exit(errorCodes[code].exit)
  askedAt ||= now
  controller.abort(new MergescopeError(code, message))
}
const cancel = stop('cancelled', 'cancelled')
process.on('SIGINT', cancel)
process.on('SIGTERM', stop('terminated', 'asked to end'))
process.on('SIGHUP', stop('hangup', 'the terminal went away'))

guardOutputs(process.stdout, process.stderr)
listenForSuspend()

const shell: Shell = {
  argv: process.argv.slice(2),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: controller.signal,
  cancel,
  exitCode: 0,
}
await runProgram(shell)
process.exitCode = shell.exitCode
