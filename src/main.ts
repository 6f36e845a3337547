import process from 'node:process'
import { runProgram } from './cli/program.ts'
import type { Shell } from './cli/shell.ts'
import { MergescopeError } from './core/errors.ts'

const controller = new AbortController()
const stop = (code: 'cancelled' | 'terminated' | 'hangup', message: string) => () =>
  controller.abort(new MergescopeError(code, message))
process.on('SIGINT', stop('cancelled', 'cancelled'))
process.on('SIGTERM', stop('terminated', 'asked to end'))
process.on('SIGHUP', stop('hangup', 'the terminal went away'))

const shell: Shell = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: controller.signal,
  exitCode: 0,
}
await runProgram(process.argv.slice(2), shell)
process.exitCode = shell.exitCode
