import type { HubAccessOptions } from '../../adapters/hub/access.ts'
import { resolvePython } from '../../adapters/python/interpreter.ts'
import { pythonCalls } from '../../core/bridge/calls.ts'
import { exitCodes } from '../../core/error-codes.ts'
import type { Stage } from '../../core/events.ts'
import { checkDevice } from '../common/check-device.ts'
import { startPython } from '../common/python-call.ts'
import { mergekitOfRun } from '../environment/installed-mergekit.ts'
import type { Inspection } from '../inspect/inspect.ts'
import { type RehearseOptions, rehearseStage } from './rehearse.ts'
import { rehearsedInspection } from './rehearsed-inspection.ts'

export interface RehearseInspectionOptions {
  /** The interpreter that the user named. */
  readonly python?: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly hub: HubAccessOptions
  readonly merge: RehearseOptions['merge']
  readonly signal: AbortSignal
}

/**
 * Rehearses the merge of an inspected config, where the inspection found nothing against it. mergekit itself is not
 * changed: it runs with our files of the patch, whether it is patched or not.
 *
 * Throws the errors of the environment, and those of `rehearseStage`.
 */
export async function* rehearseInspection(
  inspection: Inspection,
  { python, env, hub, merge, signal }: RehearseInspectionOptions,
): Stage<Inspection> {
  const { config, exitCode } = inspection
  if (config === null || exitCode !== exitCodes.done) return inspection
  const { path } = resolvePython(python, env)
  const { version, problem } = await mergekitOfRun(path, { env, signal })
  if (problem) throw problem
  const process = await startPython({ python: path, modules: pythonCalls.plan.modules })
  try {
    yield* checkDevice({ process, device: merge.device, signal })
    const options = { process, config, mergekit: version ?? '', hub, merge, signal }
    const { rehearsal } = yield* rehearseStage(options)
    return yield* rehearsedInspection(inspection, rehearsal)
  } finally {
    await process.close()
  }
}
