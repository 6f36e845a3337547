import type { RunResult, StageName } from '../core/contract/run.ts'
import { exitCodes } from '../core/error-codes.ts'
import { toMergescopeError } from '../core/errors.ts'
import type { Stage } from '../core/events.ts'

export interface StageFrame<Result> {
  readonly stage: StageName
  /** What the stage is about to do, for people: `read the headers of 7 donors`. */
  readonly title: string
  /** What came of it: `7 donors, 2 ghost tokens`. */
  readonly summarise: (result: Result) => string
  /** Receives how long it took, also when it failed. */
  readonly timings?: RunResult['timings']
}

/**
 * Puts `stage-started` and `stage-finished` around the events of a stage, which therefore yields neither.
 * An error passes on after `stage-finished` has told of it.
 */
export async function* runStage<Result>(frame: StageFrame<Result>, stage: Stage<Result>): Stage<Result> {
  const began = performance.now()
  const finished = (outcome: 'done' | 'failed' | 'cancelled', summary: string) => {
    const seconds = (performance.now() - began) / 1000
    frame.timings?.push({ stage: frame.stage, seconds })
    return { event: 'stage-finished', stage: frame.stage, outcome, summary, seconds } as const
  }
  yield { event: 'stage-started', stage: frame.stage, title: frame.title }
  try {
    const result = yield* stage
    yield finished('done', frame.summarise(result))
    return result
  } catch (thrown) {
    const error = toMergescopeError(thrown)
    yield finished(isCancel(error.exitCode) ? 'cancelled' : 'failed', error.message)
    throw error
  }
}

/** Whether an exit code stands for a run that somebody stopped. */
export function isCancel(exitCode: number): boolean {
  return [exitCodes.cancelled, exitCodes.terminated, exitCodes.hangup].some((code) => code === exitCode)
}
