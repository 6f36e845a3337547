import { MergeLog } from '../../adapters/files/write/merge-log.ts'
import type { RunResult } from '../../core/contract/run.ts'
import { passing } from '../../core/drain.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { logLine } from '../../core/run/log-line.ts'
import { failureOf } from '../../core/run/verdict.ts'
import { rememberRun } from '../results/recent-runs.ts'
import { runJob } from './run-job.ts'
import type { RunEnd, RunOptions } from './run-options.ts'
import { noteTimes } from './run-stage.ts'

/**
 * The main job: inspect → download → patch → merge → verify → report, then the rename that makes the output
 * visible. Never throws: whatever happens is told by the events and by how it ended.
 */
export async function* runPipeline(options: RunOptions): AsyncGenerator<RunEvent, RunEnd, void> {
  const log = new MergeLog()
  const timings: RunResult['timings'] = []
  const { result, error } = yield* logged(noteTimes(runJob(options, log, timings), timings), log)
  // Output that failed its checks lies there under a name of its own, with its report.
  const isThere = error === null ? !options.dryRun : error.code === 'output-failed-checks'
  if (isThere) yield* remember(options, result)
  const { verdict } = result
  return { event: { event: 'result', verdict, result, error: error && failureOf(error) }, error }
}

/** The events, each written into the log as it passes. */
async function* logged<Result>(job: Stage<Result>, log: MergeLog): Stage<Result> {
  const result = yield* passing(job, (event) => {
    const line = logLine(event, new Date().toISOString())
    if (line !== null) log.write(line)
    return [event, ...lost(log)]
  })
  yield* lost(log)
  return result
}

function lost(log: MergeLog): readonly RunEvent[] {
  const failure = log.takeFailure()
  return failure === null
    ? []
    : [warning(`merge.log cannot be written (${failure}); the log of this run is not whole`)]
}

async function* remember({ env }: RunOptions, result: RunResult): Stage<void> {
  const failure = await rememberRun(env, result.output, result)
  if (failure !== null) yield warning(failure)
}

const warning = (message: string): RunEvent => ({
  event: 'log',
  level: 'warning',
  source: 'mergescope',
  message,
})
