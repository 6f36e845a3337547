import { join } from 'node:path'
import type { Lock } from '../../adapters/files/lock/lock.ts'
import { claimStaging } from '../../adapters/files/output/claim-staging.ts'
import { discardStaging, lockOf, stagingOf } from '../../adapters/files/output/output-folder.ts'
import { classChecksFolder } from '../../adapters/files/path/folders.ts'
import type { MergeLog } from '../../adapters/files/write/merge-log.ts'
import { modelShareLines } from '../../core/audit-log/share-lines.ts'
import type { MergePlan } from '../../core/contract/merge-plan.ts'
import type { PatchResult } from '../../core/contract/patch.ts'
import type { RunResult } from '../../core/contract/run.ts'
import type { VerifyResult } from '../../core/contract/verify.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { addingOf } from '../../core/merge-config/weights.ts'
import { keptSentence } from '../../core/run/kept.ts'
import { shareLogLines } from '../../core/run/log-line.ts'
import { mergeFacts } from '../../core/run/merge-facts.ts'
import { type EndedRun, endedBy, withFacts } from '../../core/run/result.ts'
import { counted } from '../../core/text/units.ts'
import { checksByName } from '../../core/verify/counts.ts'
import { failedChecks } from '../../core/verify/failed-checks.ts'
import { promisedBy } from '../../core/verify/planned.ts'
import type { LocalConfig } from '../common/local-config.ts'
import type { PythonProcess } from '../common/python-call.ts'
import { tellWaiting } from '../common/tell-waiting.ts'
import { reportStage } from '../results/report.ts'
import { rememberStart } from '../results/started-runs.ts'
import { verifyStage } from '../verify/verify.ts'
import { destinationOf } from './destination.ts'
import { isWorthKeeping, keptWork } from './kept-work.ts'
import { type MergeOutcome, mergeStage } from './merge.ts'
import type { ResolvedRun } from './resolve-output.ts'
import { runStage } from './run-stage.ts'

interface MergeInputs {
  readonly config: MergeConfig
  readonly local: LocalConfig
  /** Everything that is read, and so must not be replaced. */
  readonly inputs: readonly string[]
  readonly process: PythonProcess
  /** What the rehearsal planned; null where there was none. */
  readonly plan: MergePlan | null
  readonly log: MergeLog
  readonly patched: PatchResult['files']
}

/**
 * Merges beside the output, checks and reports, and gives the folder its final name. Leaves nothing behind but an
 * output that is whole (or, when it fails its checks, one whose name says so), and work that a next run can go on with.
 * @param before what the run has found out so far
 */
export async function* mergeToOutput(
  options: ResolvedRun,
  given: MergeInputs,
  before: RunResult,
): AsyncGenerator<RunEvent, EndedRun, void> {
  const { signal, output } = options
  const leftover = options.resume ? 'continue' : options.discard ? 'discard' : 'refuse'
  const lock = yield* tellWaiting<RunEvent, Lock>((tell) =>
    claimStaging(output, leftover, signal, (message) => tell(warning(message))),
  )
  const { address, command } = options
  await rememberStart(options.env, { output, address, folder: process.cwd(), command: [...command] })
  let run = before
  // Also what ends a job from outside, such as a screen that cannot be drawn.
  let error = new MergescopeError('cancelled', 'cancelled')
  try {
    given.log.open(join(stagingOf(output), 'mergescope', 'merge.log'))
    const held = { ...options, signal: AbortSignal.any([signal, lock.lost]) }
    const merged = yield* merge(held, given, lock)
    run = withFacts(run, mergeFacts({ ...merged, plan: comparable(given) }, run))
    const shares =
      run.shareOfVoice && shareLogLines(modelShareLines(run.shareOfVoice), new Date().toISOString())
    if (shares !== null) given.log.write(shares)
    for (const { message } of run.faults ?? []) yield warning(message)
    held.signal.throwIfAborted()

    const verified = yield* verify(held, given, merged)
    held.signal.throwIfAborted()
    const failed = verified.verdict === 'failed'
    const destination = await destinationOf(held, failed)
    const { name } = destination
    // The times as of now, so that run.json and the result that the caller gets are the same.
    run = withFacts(run, { verify: verified, output: name, timings: [...run.timings] })
    yield* report(stagingOf(output), run)
    held.signal.throwIfAborted()
    if (!(await lock.held())) throw takenOver(options.shown)
    yield* destination.publish(options.overwrite && !failed ? given.inputs : null)
    if (failed) throw failedChecks(name, verified)
    return { result: run, error: null }
  } catch (thrown) {
    // What a stage throws when it is stopped may be anything; why it was stopped is known.
    error = toMergescopeError(signal.aborted ? signal.reason : thrown)
    if (!(await lock.held())) return endedBy(run, signal.aborted ? error : takenOver(options.shown))
    if (await isWorthKeeping(output, error)) {
      const kept = await keptWork(options, error)
      run = withFacts(run, { kept })
      yield warning(keptSentence(kept))
    }
    return endedBy(run, error)
  } finally {
    given.log.close()
    // Once the folder has its final name there is nothing under this one any more.
    if ((await lock.held()) && !(await isWorthKeeping(output, error))) await discardStaging(output)
    await lock.release()
  }
}

const merge = (
  options: ResolvedRun,
  { config, local, process, patched }: MergeInputs,
  lock: Lock,
): Stage<MergeOutcome> =>
  runStage(
    {
      stage: 'merge',
      title: `${config.mergeMethod}, ${counted(local.names.size, 'model')}`,
      summarise: ({ tensors }) => counted(tensors.length, 'tensor'),
    },
    mergeStage({
      ...options.merge,
      classChecks: classChecksFolder(options.env),
      python: process,
      configText: local.text,
      publishedConfig: local.published,
      names: local.names,
      references: local.references,
      weights: local.weights,
      adding: addingOf(config),
      output: stagingOf(options.output),
      lock: { path: lockOf(options.output), nonce: lock.nonce },
      patched: Object.fromEntries(
        patched.flatMap(({ path, sha256, state }) => (state === 'patched' ? [[path, sha256 ?? '']] : [])),
      ),
      resume: options.resume,
      signal: options.signal,
    }),
  )

/** The plan, unless adapters are merged after it was made, which may change dtypes. */
const comparable = ({ plan, local }: MergeInputs): MergePlan | null =>
  local.references.some(({ ref }) => ref.lora !== null) ? null : plan

function verify(
  { output }: ResolvedRun,
  { config, local }: MergeInputs,
  { tensors, values, architecture }: MergeOutcome,
): Stage<VerifyResult> {
  const plan = {
    tensors,
    ...promisedBy(config),
  }
  const donors = local.references.map(({ name, parts }) => ({ ref: name, folder: parts[0]!.path }))
  return runStage(
    {
      stage: 'verify',
      title: 'check names, shapes, values, index, config and tokenizer',
      summarise: ({ checks }) => checksByName(checks),
    },
    verifyStage({ folder: stagingOf(output), plan, donors, architecture, written: values }),
  )
}

const report = (folder: string, result: RunResult) =>
  runStage(
    {
      stage: 'report',
      title: 'write the report beside the weights',
      summarise: ({ files }) => counted(files.length, 'file'),
    },
    reportStage({ folder, result }),
  )

/** What lies there belongs to another run now, and is not touched. */
const takenOver = (shown: string) =>
  new MergescopeError(
    'output-taken-over',
    `another run writes ${shown} now: this one was suspended and gave no sign of life for a minute`,
    { hint: 'wait for the other run, or give another folder with -o', context: { path: shown } },
  )

const warning = (message: string): RunEvent => ({
  event: 'log',
  level: 'warning',
  source: 'mergescope',
  message,
})
