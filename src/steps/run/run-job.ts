import { join } from 'node:path'
import type { Lock } from '../../adapters/files/lock/lock.ts'
import { claimStaging } from '../../adapters/files/output/claim-staging.ts'
import {
  discardStaging,
  holdsFinished,
  holdsWork,
  lockOf,
  stagingBytes,
  stagingOf,
} from '../../adapters/files/output/output-folder.ts'
import { nameForFailed, publish } from '../../adapters/files/output/publish.ts'
import { refuseToReplace, refuseToWorkIn } from '../../adapters/files/output/replaceable-folder.ts'
import type { MergeLog } from '../../adapters/files/write/merge-log.ts'
import { resolvePython } from '../../adapters/python/interpreter.ts'
import { modelShareLines } from '../../core/audit-log/share-lines.ts'
import { auditResult } from '../../core/audit-log/summary.ts'
import type { DownloadResult } from '../../core/contract/download.ts'
import type { PatchResult } from '../../core/contract/patch.ts'
import type { RunResult } from '../../core/contract/run.ts'
import type { VerifyResult } from '../../core/contract/verify.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { mentionedModels } from '../../core/merge-config/references.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { addingOf } from '../../core/merge-config/weights.ts'
import { pathsOf } from '../../core/model-ref.ts'
import { type KeptWork, keptSentence, resumeCommand } from '../../core/run/kept.ts'
import { shareLogLines } from '../../core/run/log-line.ts'
import { predictionFaults } from '../../core/run/prediction-faults.ts'
import { isResumable, verdictOfRun } from '../../core/run/verdict.ts'
import { ghostTokens, soleTokens } from '../../core/share-of-voice/ghost-tokens.ts'
import { withVerdicts } from '../../core/share-of-voice/verdict.ts'
import { counted, formatBytes } from '../../core/text/units.ts'
import { checksSentence } from '../../core/verify/counts.ts'
import { tellWaiting } from '../common/tell-waiting.ts'
import { installedMergekit, mergekitOfRun } from '../environment/installed-mergekit.ts'
import { patchStage } from '../environment/patch.ts'
import { downloadStage } from '../hub/download.ts'
import { reportStage } from '../results/report.ts'
import { verifyStage } from '../verify/verify.ts'
import { checkDevice } from './check-device.ts'
import { type LocalConfig, localConfig } from './local-config.ts'
import { mergeStage } from './merge.ts'
import { inputsOf, type PlacedRun, placeOutput, shownPath } from './place-output.ts'
import type { RunOptions } from './run-options.ts'
import { runPreflight } from './run-preflight.ts'
import { runStage } from './run-stage.ts'

/** A run as far as it has come: what the result holds when it ends here, however it ends. */
export interface RunRecord {
  result: RunResult
  /** From local paths to what the user calls the models; known after the download. */
  names: ReadonlyMap<string, string>
}

/**
 * The stages of a run, one after the other. Fills the record as it goes, throws what stops it, and leaves
 * nothing behind but an output that is whole (or, when it fails its checks, one whose name says so).
 */
export async function* runJob(asked: RunOptions, record: RunRecord, log: MergeLog): Stage<void> {
  const { signal } = asked
  const note = (facts: Partial<RunResult>) => {
    const result = { ...record.result, ...facts }
    record.result = { ...result, verdict: verdictOfRun(result) }
  }
  const options = yield* placeOutput(asked)
  // Said now and not after an hour of downloading.
  const python = options.dryRun ? null : resolvePython(options.python, options.env)

  const mergekit = python
    ? await mergekitOfRun(python.path, options)
    : { version: await installedMergekit(options), problem: null }
  const config = yield* runPreflight(options, mergekit.version, note)
  if (python === null) return
  signal.throwIfAborted()
  if (mergekit.problem) throw mergekit.problem
  yield* checkDevice({ python: python.path, device: options.merge.device, signal })
  const local = yield* download(options, config)
  record.names = local.names
  note({ commits: Object.fromEntries(local.commits) })
  const inputs = inputsOf(options, local.folders)
  if (options.overwrite) await refuseToReplace(options.output, inputs)
  await refuseToWorkIn(stagingOf(options.output), inputs)
  signal.throwIfAborted()
  const { files: patched } = yield* patchStage({
    python: python.path,
    managed: python.managed,
    applyAllowed: options.applyPatch,
    ...(options.ask && { ask: (question: string) => options.ask!(question, signal) }),
    env: options.env,
    signal,
  })
  signal.throwIfAborted()

  const leftover = options.resume ? 'continue' : options.discard ? 'discard' : 'refuse'
  const lock = yield* tellWaiting<RunEvent, Lock>((tell) =>
    claimStaging(options.output, leftover, signal, (message) =>
      tell({ event: 'log', level: 'warning', source: 'mergescope', message }),
    ),
  )
  // Also what ends a job from outside, such as a screen that cannot be drawn.
  let error = new MergescopeError('cancelled', 'cancelled')
  try {
    log.open(join(stagingOf(options.output), 'mergescope', 'merge.log'))
    const held = { ...options, signal: AbortSignal.any([signal, lock.lost]) }
    yield* fillStaging(held, { config, local, inputs, python: python.path, log, lock, patched }, record, note)
  } catch (thrown) {
    // What a stage throws when it is stopped may be anything; why it was stopped is known.
    error = toMergescopeError(signal.aborted ? signal.reason : thrown)
    if (!(await lock.held())) throw takenOver(options.shown)
    if (await isWorthKeeping(options.output, error)) {
      const kept = await keptWork(options, error)
      note({ kept })
      yield { event: 'log', level: 'warning', source: 'mergescope', message: keptSentence(kept) }
    }
    throw thrown
  } finally {
    log.close()
    // Once the folder has its final name there is nothing under this one any more.
    if ((await lock.held()) && !(await isWorthKeeping(options.output, error)))
      await discardStaging(options.output)
    await lock.release()
  }
}

/** What lies there belongs to another run now, and is not touched. */
const takenOver = (shown: string) =>
  new MergescopeError(
    'output-taken-over',
    `another run writes ${shown} now: this one was suspended and gave no sign of life for a minute`,
    { hint: 'wait for the other run, or give another folder with -o', context: { path: shown } },
  )

/** A finished shard is hashed again before a run goes on with it, and all inputs compared: it is never wrong to keep. */
async function isWorthKeeping(output: string, error: MergescopeError): Promise<boolean> {
  try {
    return (await holdsFinished(output)) || (isResumable(error) && (await holdsWork(output)))
  } catch {
    // What cannot be looked at is not removed.
    return true
  }
}

async function keptWork({ output, command }: RunOptions, { code }: MergescopeError): Promise<KeptWork> {
  return {
    folder: stagingOf(output),
    bytes: await stagingBytes(output).catch(() => 0),
    // After a change, the same command line would be refused again.
    resume: code === 'resume-changed' ? null : resumeCommand(command),
  }
}

interface MergeInputs {
  readonly config: MergeConfig
  readonly local: LocalConfig
  readonly inputs: readonly string[]
  readonly python: string
  readonly log: MergeLog
  readonly lock: Lock
  readonly patched: PatchResult['files']
}

async function* fillStaging(
  options: PlacedRun,
  { config, local, inputs, python, log, lock, patched }: MergeInputs,
  record: RunRecord,
  note: (facts: Partial<RunResult>) => void,
): Stage<void> {
  const { signal, output } = options
  const staging = stagingOf(output)
  const merged = yield* runStage(
    {
      stage: 'merge',
      title: `${config.mergeMethod}, ${counted(local.names.size, 'model')}`,
      summarise: ({ tensors }) => counted(tensors.length, 'tensor'),
    },
    mergeStage({
      ...options.merge,
      python,
      configText: local.text,
      publishedConfig: local.published,
      names: local.names,
      references: local.references,
      weights: local.weights,
      adding: addingOf(config),
      output: staging,
      lock: { path: lockOf(output), nonce: lock.nonce },
      patched: Object.fromEntries(
        patched.flatMap(({ path, sha256, state }) => (state === 'patched' ? [[path, sha256 ?? '']] : [])),
      ),
      resume: options.resume,
      signal,
    }),
  )
  const vocabularyAudit = auditResult(merged.auditRecords)
  const ghosts = ghostTokens(record.result.inspect, vocabularyAudit)
  const voice =
    merged.shareOfVoice && withVerdicts(merged.shareOfVoice, ghosts, soleTokens(record.result.inspect))
  const shares = voice && shareLogLines(modelShareLines(voice), new Date().toISOString())
  if (shares !== null) log.write(shares)
  const faults = predictionFaults(record.result.inspect, merged.plannedRows)
  for (const { message } of faults) yield { event: 'log', level: 'warning', source: 'mergescope', message }
  note({
    vocabularyAudit,
    shareOfVoice: voice,
    ...(faults.length > 0 && { faults: [...faults] }),
    versions: { ...record.result.versions, ...merged.versions },
  })
  signal.throwIfAborted()

  const plan = {
    tensors: merged.tensors,
    chatTemplate: config.chatTemplate !== null,
    ownVocabulary: config.tokenizer !== null,
  }
  const donors = local.references.map(({ name, parts }) => ({ ref: name, folder: parts[0]!.path }))
  const verified = yield* runStage(
    {
      stage: 'verify',
      title: 'check names, shapes, values, index, config and tokenizer',
      summarise: ({ checks }) => checksSentence(checks),
    },
    verifyStage({ folder: staging, plan, donors, written: merged.values }),
  )
  signal.throwIfAborted()
  const failed = verified.verdict === 'failed'
  const target = failed ? await nameForFailed(output) : output
  const name = await shownPath(target, options)
  // The times as of now, so that run.json and the result that the caller gets are the same.
  const timings = [...record.result.timings]
  note({ verify: verified, output: name, timings })
  yield* runStage(
    {
      stage: 'report',
      title: 'write the report beside the weights',
      summarise: ({ files }) => counted(files.length, 'file'),
    },
    reportStage({ folder: staging, result: record.result }),
  )
  signal.throwIfAborted()
  if (!(await lock.held())) throw takenOver(options.shown)
  yield { event: 'action', action: 'waiting until the disk has everything of', detail: name }
  await publish(output, target, options.overwrite && !failed ? inputs : null)
  yield { event: 'action', action: 'renamed the finished folder to', detail: name }
  if (failed)
    throw new MergescopeError('output-failed-checks', `the output failed its checks and lies in ${name}`, {
      hint: `see what failed with \`mergescope verify ${name}${aboutValues(verified) ? ' --deep' : ''}\``,
      context: { path: name },
    })
}

async function* download(options: PlacedRun, config: MergeConfig): Stage<LocalConfig> {
  const refs = mentionedModels(config)
  const models = pathsOf(refs)
  const { hub, env, signal } = options
  const isLocal = ({ models }: DownloadResult) => models.every(({ repository }) => repository === null)
  const result = yield* runStage(
    {
      stage: 'download',
      title: counted(refs.length, 'model'),
      summarise: (done) =>
        isLocal(done)
          ? 'every donor is a local folder'
          : `${counted(done.models.length, 'model')}, ${formatBytes(done.transferredBytes)} transferred`,
      skipped: isLocal,
    },
    downloadStage({
      models,
      hub: { ...hub, env, signal },
      usedBy: [options.output, stagingOf(options.output)],
    }),
  )
  return localConfig(config, models, result)
}

const aboutValues = ({ checks }: VerifyResult) =>
  checks.some(({ code, status }) => status === 'fail' && code.startsWith('values-'))
