import type { RunResult } from '../contract/run.ts'
import { type ErrorCode, exitCodes } from '../error-codes.ts'
import type { MergescopeError } from '../errors.ts'
import type { RunFailure } from '../events.ts'

/** What a run that ended with this error is called. */
export function verdictOfError({ exitCode, code }: MergescopeError): RunResult['verdict'] {
  if (isCancel(exitCode)) return 'cancelled'
  return exitCode === exitCodes.blocked || code === 'config-invalid' ? 'blocked' : 'failed'
}

/** Whether an exit code stands for a run that somebody stopped. */
export function isCancel(exitCode: number): boolean {
  const stopped: readonly number[] = [exitCodes.cancelled, exitCodes.terminated, exitCodes.hangup]
  return stopped.includes(exitCode)
}

export function failureOf({ code, message, hint }: MergescopeError): RunFailure {
  return { code, message, hint: hint ?? null }
}

const resumable: readonly ErrorCode[] = [
  'python-died',
  'python-hangs',
  'out-of-memory',
  'disk-full',
  'resume-changed',
  'cancelled',
  'terminated',
  'hangup',
]

/** Whether the next run may go on even where no shard is finished: nothing about the job itself was wrong. */
export function isResumable({ code }: MergescopeError): boolean {
  return resumable.includes(code)
}
