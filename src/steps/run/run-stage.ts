import type { RunResult, StageName } from '../../core/contract/run.ts'
import { passing } from '../../core/drain.ts'
import { toMergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import { isCancel } from '../../core/run/verdict.ts'

export interface StageFrame<Result> {
  readonly stage: StageName
  /** What the stage is about to do, for people: `read the headers of 7 donors`. */
  readonly title: string
  /** What came of it: `7 donors, 2 ghost tokens`. */
  readonly summarise: (result: Result) => string
  /** Whether it turned out that there was nothing to do. */
  readonly skipped?: (result: Result) => boolean
}

/**
 * Puts `stage-started` and `stage-finished` around the events of a stage that yields neither. An error
 * passes on after `stage-finished` has told of it.
 */
export async function* runStage<Result>(frame: StageFrame<Result>, stage: Stage<Result>): Stage<Result> {
  const began = performance.now()
  const finished = (outcome: 'done' | 'skipped' | 'failed' | 'cancelled', summary: string) => {
    const seconds = (performance.now() - began) / 1000
    return { event: 'stage-finished', stage: frame.stage, outcome, summary, seconds } as const
  }
  yield { event: 'stage-started', stage: frame.stage, title: frame.title }
  try {
    const result = yield* stage
    yield finished(frame.skipped?.(result) ? 'skipped' : 'done', frame.summarise(result))
    return result
  } catch (thrown) {
    const error = toMergescopeError(thrown)
    yield finished(isCancel(error.exitCode) ? 'cancelled' : 'failed', error.message)
    throw error
  }
}

/** Notes how long each stage took, from what the stages tell. */
export const noteTimes = <Result>(job: Stage<Result>, timings: RunResult['timings']): Stage<Result> =>
  passing(job, (event) => {
    if (event.event === 'stage-finished') timings.push({ stage: event.stage, seconds: event.seconds })
    return [event]
  })
