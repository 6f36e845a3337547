import type { RunResult } from '../contract/run.ts'
import type { MergescopeError } from '../errors.ts'
import { withKept } from './kept.ts'
import { verdictOfRun } from './verdict.ts'

/** How a run ended: everything that is known of it, and why it did not succeed. */
export interface EndedRun {
  readonly result: RunResult
  readonly error: MergescopeError | null
}

/** The result of a run that has done nothing yet. */
export const emptyResult = (
  output: string,
  versions: RunResult['versions'],
  timings: RunResult['timings'],
): RunResult => ({
  schema: 1,
  output,
  verdict: 'ok',
  config: '',
  versions,
  inspect: null,
  vocabularyAudit: null,
  shareOfVoice: null,
  verify: null,
  timings,
})

/** The result with what one more stage has found out, and the verdict that follows from all of it. */
export function withFacts(before: RunResult, facts: Partial<RunResult>): RunResult {
  const result = { ...before, ...facts }
  return { ...result, verdict: verdictOfRun(result) }
}

/** A run that an error has ended, whose advice tells how to go on with what is kept. */
export function endedBy(result: RunResult, why: MergescopeError): EndedRun {
  const error = withKept(why, result.kept)
  return { result: { ...result, verdict: verdictOfRun(result, error) }, error }
}
