import type { PythonFailure } from '../../core/bridge/answer.ts'
import { MergescopeError } from '../../core/errors.ts'
import { formatBytes } from '../../core/text/units.ts'
import { oomKills } from './out-of-memory.ts'

export interface Death {
  readonly code: number | null
  readonly signal: string | null
  /** Last lines that Python wrote on its output. */
  readonly lastLines: readonly string[]
  readonly peakBytes: number
  readonly oomKillsBefore: number | null
}

/** Why Python is gone, as the error that a user reads. */
export const deathError = ({ code, signal, lastLines, peakBytes, oomKillsBefore }: Death) => {
  const context = { code, signal, lastLines, peakBytes }
  const kills = oomKills()
  if (signal === 'SIGKILL' && kills !== null && oomKillsBefore !== null && kills > oomKillsBefore)
    return new MergescopeError(
      'out-of-memory',
      `the system ended Python because memory ran out (it held ${formatBytes(peakBytes)} when last looked at)`,
      { hint: 'give a smaller --memory, merge fewer donors at once, or use a machine with more', context },
    )
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`
  const last = lastLines.at(-1)
  return new MergescopeError('python-died', `Python ended ${how}${last ? `; its last line: ${last}` : ''}`, {
    hint: 'run again with -v; `mergescope doctor` checks the environment',
    context,
  })
}

/** What a Python function raised. Lone surrogates become U+FFFD, which every terminal and file can hold. */
export const pythonError = (failure: PythonFailure) => {
  const { type, code, hint, traceback } = failure
  const text = failure.message.toWellFormed()
  return new MergescopeError(code ?? 'merge-failed', code === undefined ? `${type}: ${text}` : text, {
    ...(hint !== undefined && { hint }),
    context: { type, traceback: traceback.toWellFormed() },
  })
}
