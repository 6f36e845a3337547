import type { RunResult } from '../contract/run.ts'
import { type ErrorCode, exitCodes } from '../error-codes.ts'
import type { MergescopeError } from '../errors.ts'
import type { RunFailure } from '../events.ts'

type Verdict = RunResult['verdict']

/**
 * The one word for a run, from everything that is known of it: the error that ended it before anything else,
 * then the checks of what was written, then whatever deserves a second look. Every screen, file and page shows
 * the word that stands in the result, and nobody else makes one.
 */
export function verdictOfRun(
  { inspect, verify, shareOfVoice }: Pick<RunResult, 'inspect' | 'verify' | 'shareOfVoice'>,
  error: Pick<MergescopeError, 'exitCode' | 'code'> | null = null,
): Verdict {
  if (error) return verdictOfError(error)
  if (verify?.verdict === 'failed') return 'failed'
  if (inspect?.verdict === 'blocked') return 'blocked'
  const warned =
    inspect?.verdict === 'warnings' ||
    verify?.checks.some(({ status }) => status === 'warn') ||
    shareOfVoice?.donors.some(({ band }) => band === 'poisoned')
  return warned ? 'warnings' : 'ok'
}

/** What a run that ended with this error is called. */
function verdictOfError({ exitCode, code }: Pick<MergescopeError, 'exitCode' | 'code'>): Verdict {
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
