import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HubAccessOptions } from '../../adapters/hub/access.ts'
import { patchFiles } from '../../adapters/patch/patch-files.ts'
import { pythonCalls } from '../../core/bridge/calls.ts'
import type { MergePlan, Rehearsal } from '../../core/contract/merge-plan.ts'
import { drain } from '../../core/drain.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import { mentionedModels } from '../../core/merge-config/references.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { pathsOf } from '../../core/model-ref.ts'
import { renamed } from '../../core/run/called.ts'
import { finishedRehearsal, isRefusal, refusedRehearsal, unrehearsed } from '../../core/run/rehearsed.ts'
import { promisedBy } from '../../core/verify/planned.ts'
import { type LocalConfig, localConfig } from '../common/local-config.ts'
import { type MergeRequestOptions, mergeRequestOf } from '../common/merge-request.ts'
import type { PythonProcess } from '../common/python-call.ts'
import { verifyStage } from '../verify/verify.ts'
import { standIns } from './stand-ins.ts'

export interface RehearseOptions {
  readonly process: PythonProcess
  readonly config: MergeConfig
  /** The version of the mergekit that Python imports. */
  readonly mergekit: string
  readonly hub: HubAccessOptions
  readonly merge: Omit<MergeRequestOptions, 'configText' | 'names' | 'references' | 'output'>
  readonly signal: AbortSignal
  /** Called once all that the rehearsal needs of models on the Hub is there. */
  readonly onStoodIn?: () => void
}

/** What the code that merges has said of the merge. */
export interface Rehearsed {
  readonly rehearsal: Rehearsal
  /** null where it refused. */
  readonly plan: MergePlan | null
}

const pickled =
  'the merge was not rehearsed: a model has pickled weights, whose tensors are known after the download'

/**
 * Lets the code that will merge do the whole merge without its values, on models of which only the small files and
 * the headers are there, and checks what it would write. Nothing of it stays.
 *
 * Throws the errors of the Hub and of the environment, and `usage`.
 */
export async function* rehearseStage(options: RehearseOptions): Stage<Rehearsed> {
  const { config, hub } = options
  const scratch = await mkdtemp(join(tmpdir(), 'mergescope-'))
  try {
    const paths = pathsOf(mentionedModels(config))
    const donors = await standIns(paths, hub, await folderIn(scratch, 'donors'))
    if (donors === null) return { plan: null, rehearsal: unrehearsed(pickled) }
    if (!donors.areReal) options.onStoodIn?.()
    const local = localConfig(config, paths, donors.models)
    return yield* rehearse(options, local, await folderIn(scratch, 'output'), donors.areReal)
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function* rehearse(
  options: RehearseOptions,
  local: LocalConfig,
  output: string,
  areReal: boolean,
): Stage<Rehearsed> {
  const { process, config, merge, mergekit, signal } = options
  const said = (text: string) => renamed(text.replaceAll(output, 'the output'), local.names)
  const request = mergeRequestOf({
    ...merge,
    configText: local.text,
    publishedConfig: local.published,
    names: local.names,
    references: local.references,
    output,
    ...(await patchFiles(mergekit)),
    keepPlan: areReal,
  })
  try {
    const plan = yield* process.call({ call: pythonCalls.plan, request, stage: 'inspect', signal })
    const checked = await drain(
      verifyStage({
        folder: output,
        plan: {
          tensors: plan.tensors,
          ...promisedBy(config),
        },
        architecture: plan.architecture,
        donors: local.references.map(({ name, parts }) => ({ ref: name, folder: parts[0]!.path })),
      }),
    )
    const checks = checked.checks.map((check) => ({ ...check, message: said(check.message) }))
    return {
      plan,
      rehearsal: finishedRehearsal(plan, { ...checked, checks }, local.references[0]?.name ?? null),
    }
  } catch (thrown) {
    const error = toMergescopeError(thrown)
    if (signal.aborted || !isRefusal(error)) throw thrown
    const { code, hint, context } = error
    const refusal = new MergescopeError(code, said(error.message), { ...(hint && { hint }), context })
    return { plan: null, rehearsal: refusedRehearsal(refusal) }
  }
}

async function folderIn(scratch: string, name: string): Promise<string> {
  const folder = join(scratch, name)
  await mkdir(folder)
  return folder
}
