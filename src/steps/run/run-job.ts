import { relative } from 'node:path'
import { stagingOf } from '../../adapters/files/output/output-folder.ts'
import {
  refuseToLieIn,
  refuseToReplace,
  refuseToWorkIn,
} from '../../adapters/files/output/replaceable-folder.ts'
import type { MergeLog } from '../../adapters/files/write/merge-log.ts'
import type { Probe } from '../../adapters/patch/install.ts'
import { resolvePython } from '../../adapters/python/interpreter.ts'
import { pythonCalls } from '../../core/bridge/calls.ts'
import type { DownloadResult } from '../../core/contract/download.ts'
import type { MergePlan } from '../../core/contract/merge-plan.ts'
import type { RunResult } from '../../core/contract/run.ts'
import { drain, passing } from '../../core/drain.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { mentionedModels } from '../../core/merge-config/references.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { type ModelPath, pathsOf } from '../../core/model-ref.ts'
import { isObjectUri, withoutFileScheme } from '../../core/object-uri.ts'
import { called } from '../../core/run/called.ts'
import { modelAt } from '../../core/run/replaceable.ts'
import { type EndedRun, emptyResult, endedBy, withFacts } from '../../core/run/result.ts'
import { recordedSettings } from '../../core/run/settings.ts'
import { unchecked } from '../../core/run/unchecked.ts'
import { counted, formatBytes } from '../../core/text/units.ts'
import { type LocalConfig, localConfig } from '../common/local-config.ts'
import { type PythonProcess, startPython } from '../common/python-call.ts'
import {
  installedMergekit,
  installedTransformers,
  type MergekitOfRun,
  mergekitOfRun,
} from '../environment/installed-mergekit.ts'
import { patchStage } from '../environment/patch.ts'
import { downloadStage } from '../hub/download.ts'
import { type StartedDownload, startDownload } from '../hub/started-download.ts'
import { mergeToOutput } from './merge-to-output.ts'
import { inputsOf, type ResolvedRun, resolveOutput } from './resolve-output.ts'
import type { RunOptions } from './run-options.ts'
import { accepted, preflightRun, type RunPython } from './run-preflight.ts'
import { runStage } from './run-stage.ts'

type Job = AsyncGenerator<RunEvent, EndedRun, void>

/**
 * The stages of a run, one after the other; the weights are fetched beside the rehearsal already. Never throws: whatever stops it, what has been found out until then is in
 * how it ended.
 * @param timings how long the stages took so far, by who watches their events
 */
export async function* runJob(given: RunOptions, log: MergeLog, timings: RunResult['timings']): Job {
  const { signal, hub } = given
  const asked: RunOptions = {
    ...given,
    output: withoutFileScheme(given.output),
    hub: { ...hub, mirrors: new Map() },
  }
  let started: RunPython['process'] | null = null
  let fetching: StartedDownload | null = null
  let run = emptyResult(asked.output, { mergescope: asked.version, node: process.versions.node }, timings)
  try {
    const options = yield* resolveOutput(asked)
    run = withFacts(run, { settings: recordedSettings(options.merge) })
    if (options.address === null)
      run = withFacts(run, { madeFrom: relative(options.output, process.cwd()) || '.' })
    // Said now and not after an hour of downloading.
    const python = options.dryRun ? null : resolvePython(options.python, options.env)
    const install = python && mergekitOfRun(python.path, options)
    // Beside that and the inspection, so that nobody waits for it.
    started = python && install && startForMerge(python.path, install, signal)
    const own = await install
    const mergekit = own ?? { version: await installedMergekit(options), problem: null }
    const running = started && { process: started, mergekit }
    const transformers = await installedTransformers(options)
    const installed = { mergekit: mergekit.version, transformers }
    const beside = (config: MergeConfig) => {
      fetching = startDownload(downloadOptions(options, pathsOf(mentionedModels(config))))
    }
    const { inspection, plan } = yield* preflightRun(options, installed, running, beside)
    run = withFacts(run, { inspect: inspection.result, config: inspection.parsed?.text ?? '' })
    const config = accepted(inspection, options.config)
    if (python === null || started === null) {
      const ifs = unchecked(options.merge).join(' and ')
      if (ifs !== '') yield told(`whether ${ifs} is not looked at in a dry run`)
      return { result: run, error: null }
    }
    signal.throwIfAborted()
    if (mergekit.problem) throw mergekit.problem
    const local = yield* download(options, config, fetching)
    run = withFacts(run, { commits: Object.fromEntries(local.commits) })
    const inputs = inputsOf(options, local.folders)
    const { probe } = own!
    const given = { config, local, inputs, python: { ...python, probe }, process: await started, plan, log }
    // People know models by what they are called, not by where they lie.
    return yield* passing(mergeLocal(options, given, run), (event) => [called(event, local.names)])
  } catch (thrown) {
    // What a stage throws when it is stopped may be anything; why it was stopped is known.
    return endedBy(run, toMergescopeError(signal.aborted ? signal.reason : thrown))
  } finally {
    // TypeScript does not see what a callback has set.
    await (fetching as StartedDownload | null)?.stop(new MergescopeError('cancelled', 'the run has ended'))
    const process = await started?.catch(() => null)
    await process?.close()
  }
}

const told = (message: string): RunEvent => ({ event: 'log', level: 'info', source: 'mergescope', message })

/** A Python that imports what every merge needs. What cannot be imported is told by who needs it. */
function startForMerge(
  python: string,
  install: Promise<MergekitOfRun>,
  signal: AbortSignal,
): Promise<PythonProcess> {
  const { modules } = pythonCalls.merge
  const started = startPython({ python, modules, probed: install.then(({ probe }) => probe) })
  started
    .then((process) =>
      drain(process.call({ call: pythonCalls.imports, request: null, stage: 'merge', signal })),
    )
    // The start is awaited later; without this, a failure until then would count as unhandled.
    .catch(() => undefined)
  return started
}

interface LocalMerge {
  readonly config: MergeConfig
  readonly local: LocalConfig
  readonly inputs: readonly string[]
  readonly python: { readonly path: string; readonly managed: boolean; readonly probe: Probe }
  readonly process: PythonProcess
  readonly plan: MergePlan | null
  readonly log: MergeLog
}

/** All that is left once every donor lies on this machine. */
async function* mergeLocal(options: ResolvedRun, { python, ...given }: LocalMerge, run: RunResult): Job {
  const { signal, output, ask } = options
  if (options.overwrite) await refuseToReplace(output, given.inputs)
  refuseToLose(options, given.config)
  if (options.address === null) await refuseToLieIn(output, given.local.folders)
  await refuseToWorkIn(stagingOf(output), given.inputs)
  signal.throwIfAborted()
  const { files: patched } = yield* patchStage({
    python: python.path,
    managed: python.managed,
    applyAllowed: options.applyPatch,
    ...(ask && { ask: (question: string) => ask(question, signal) }),
    env: options.env,
    signal,
    probe: python.probe,
  })
  signal.throwIfAborted()
  return yield* mergeToOutput(options, { ...given, patched }, run)
}

/** Of models in object storage none is replaced by what is made of it. */
function refuseToLose({ address }: ResolvedRun, config: MergeConfig): void {
  const models = pathsOf(mentionedModels(config)).map(({ path }) => path)
  const lost = address === null ? null : modelAt(address, models)
  if (lost === null) return
  throw new MergescopeError('output-exists', `${address} is not written to: the run reads ${lost}`, {
    hint: 'give another address with -o',
    context: { uri: address },
  })
}

const downloadOptions = ({ hub, env, signal, output }: ResolvedRun, models: readonly ModelPath[]) => ({
  models,
  hub: { ...hub, env, signal },
  usedBy: [output, stagingOf(output)],
})

async function* download(
  options: ResolvedRun,
  config: MergeConfig,
  fetching: StartedDownload | null,
): Stage<LocalConfig> {
  const refs = mentionedModels(config)
  const models = pathsOf(refs)
  const isLocal = ({ models }: DownloadResult) => models.every(({ repository }) => repository === null)
  const result = yield* runStage(
    {
      stage: 'download',
      title: counted(refs.length, 'model'),
      summarise: (done) =>
        isLocal(done)
          ? refs.some(({ model }) => isObjectUri(model.path))
            ? 'every donor is read where it lies'
            : 'every donor is a local folder'
          : `${counted(done.models.length, 'model')}, ${formatBytes(done.transferredBytes)} transferred`,
      skipped: isLocal,
    },
    fetching?.stage ?? downloadStage(downloadOptions(options, models)),
  )
  return localConfig(config, models, result.models)
}
