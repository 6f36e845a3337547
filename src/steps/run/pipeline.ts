import { MergeLog } from '../../adapters/files/write/merge-log.ts'
import { toMergescopeError } from '../../core/errors.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { called } from '../../core/run/called.ts'
import { withKept } from '../../core/run/kept.ts'
import { logLine } from '../../core/run/log-line.ts'
import { failureOf, verdictOfRun } from '../../core/run/verdict.ts'
import { rememberRun } from '../results/recent-runs.ts'
import { type RunRecord, runJob } from './run-job.ts'
import type { RunEnd, RunOptions } from './run-options.ts'
import { noteTimes } from './run-stage.ts'

/**
 * The main job: inspect → download → patch → merge → verify → report, then the rename that makes the output
 * visible. Never throws: whatever happens is told by the events and by how it ended.
 */
export async function* runPipeline(options: RunOptions): AsyncGenerator<RunEvent, RunEnd, void> {
  const log = new MergeLog()
  const record: RunRecord = { result: emptyResult(options), names: new Map() }
  try {
    yield* told(noteTimes(runJob(options, record, log), record.result.timings), record, log)
    const { result } = record
    if (!options.dryRun) yield* remember(options, result.output)
    return { event: { event: 'result', verdict: result.verdict, result, error: null }, error: null }
  } catch (thrown) {
    // What a stage throws when it is stopped may be anything; why it was stopped is known.
    const why = toMergescopeError(options.signal.aborted ? options.signal.reason : thrown)
    const error = withKept(why, record.result.kept)
    const verdict = verdictOfRun(record.result, error)
    const result = { ...record.result, verdict }
    // Output that failed its checks lies there under a name of its own, with its report.
    if (error.code === 'output-failed-checks') yield* remember(options, result.output)
    return { event: { event: 'result', verdict, result, error: failureOf(error) }, error }
  }
}

/** The events as people shall see them, each written into the log as it passes. */
async function* told(job: Stage<void>, record: RunRecord, log: MergeLog): Stage<void> {
  for await (const event of job) {
    const shown = called(event, record.names)
    const line = logLine(shown, new Date().toISOString())
    if (line !== null) log.write(line)
    yield shown
    yield* tellLost(log)
  }
  yield* tellLost(log)
}

function* tellLost(log: MergeLog): Generator<RunEvent> {
  const failure = log.takeFailure()
  if (failure !== null)
    yield warning(`merge.log cannot be written (${failure}); the log of this run is not whole`)
}

async function* remember({ env }: RunOptions, output: string): Stage<void> {
  const failure = await rememberRun(env, output)
  if (failure !== null) yield warning(failure)
}

const warning = (message: string): RunEvent => ({
  event: 'log',
  level: 'warning',
  source: 'mergescope',
  message,
})

function emptyResult({ output, version }: RunOptions): RunRecord['result'] {
  return {
    schema: 1,
    output,
    verdict: 'ok',
    config: '',
    versions: { mergescope: version, node: process.versions.node },
    inspect: null,
    vocabularyAudit: null,
    shareOfVoice: null,
    verify: null,
    timings: [],
  }
}
