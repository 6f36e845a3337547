import { stagingBytes } from '../../adapters/files/output/output-folder.ts'
import { classChecksFolder } from '../../adapters/files/path/folders.ts'
import type { MergePlan } from '../../core/contract/merge-plan.ts'
import { exitCodes } from '../../core/error-codes.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { unrehearsed } from '../../core/run/rehearsed.ts'
import { counted } from '../../core/text/units.ts'
import { checkDevice } from '../common/check-device.ts'
import type { PythonProcess } from '../common/python-call.ts'
import {
  type Inspection,
  type InspectOptions,
  inspectStage,
  summariseInspection,
} from '../inspect/inspect.ts'
import { type Rehearsed, rehearseStage } from '../rehearsal/rehearse.ts'
import { rehearsedInspection } from '../rehearsal/rehearsed-inspection.ts'
import { loadReportPage } from '../results/report.ts'
import type { RunOptions } from './run-options.ts'
import { runStage } from './run-stage.ts'

/** What is known of a run before anything large is fetched or read. */
export interface Preflighted {
  readonly inspection: Inspection
  /** What the merge will write; null where it was not rehearsed, or refused. */
  readonly plan: MergePlan | null
}

type Installed = Pick<InspectOptions, 'mergekit' | 'transformers'>

/** The Python that a run will merge with, and the mergekit that it imports. */
export interface RunPython {
  readonly process: Promise<PythonProcess>
  readonly mergekit: { readonly version: string | null; readonly problem: MergescopeError | null }
}

/** What a run does beside its rehearsal, once that has what it needs of the Hub: it fetches the weights. */
type Beside = (config: MergeConfig) => void

/** The inspection of a run, for what is installed, and where that finds nothing against it its rehearsal. */
export async function* preflightRun(
  options: RunOptions,
  installed: Installed,
  python: RunPython | null,
  beside: Beside,
): Stage<Preflighted> {
  const job = {
    stage: 'inspect',
    title: `read ${options.config} and the headers of its models`,
    summarise: ({ inspection }: Preflighted) => summariseInspection(inspection),
  } as const
  return yield* runStage(job, inspectAndRehearse(options, installed, python, beside))
}

async function* inspectAndRehearse(
  options: RunOptions,
  installed: Installed,
  python: RunPython | null,
  beside: Beside,
): Stage<Preflighted> {
  const inspection = yield* inspectRun(options, installed)
  const { config, exitCode } = inspection
  if (python === null || python.mergekit.problem || config === null || exitCode !== exitCodes.done)
    return { inspection, plan: null }
  const { signal, merge, hub, env } = options
  // If that fails, it fails again where the report is written.
  loadReportPage().catch(() => undefined)
  const process = await python.process
  yield* checkDevice({ process, device: merge.device, signal })
  const version = python.mergekit.version ?? ''
  const asked = { ...merge, classChecks: classChecksFolder(env) }
  const rehearsed = yield* whereThereIsRoom(
    rehearseStage({
      process,
      config,
      mergekit: version,
      hub: { ...hub, env, signal },
      merge: asked,
      signal,
      onStoodIn: () => beside(config),
    }),
  )
  const { plan: _, ...summary } = rehearsed.rehearsal
  return { inspection: yield* rehearsedInspection(inspection, summary), plan: rehearsed.plan }
}

/** A rehearsal is a help and no condition: it writes where the merge does not, and there may be no room for it. */
async function* whereThereIsRoom(stage: Stage<Rehearsed>): Stage<Rehearsed> {
  try {
    return yield* stage
  } catch (thrown) {
    const { code, message } = toMergescopeError(thrown)
    if (code !== 'disk-full' && code !== 'file-unwritable') throw thrown
    return { plan: null, rehearsal: unrehearsed(`the merge was not rehearsed: ${message}`) }
  }
}

async function* inspectRun(options: RunOptions, installed: Installed): Stage<Inspection> {
  const { config: path, output, env, hub, signal, merge } = options
  return yield* inspectStage({
    target: { kind: 'config', path },
    ...installed,
    output,
    heldBytes: await stagingBytes(output),
    env,
    ...hub,
    allowCrimes: merge.mergekit?.allow_crimes === true,
    loraMergeCache: merge.mergekit?.lora_merge_cache?.toString(),
    missingRows: merge.missingRows,
    compat: merge.compat,
    memory: merge.memory,
    signal,
  })
}

/**
 * The config of an inspection that found nothing against the merge.
 * @throws MergescopeError `config-invalid` (exit 2) or `preflight-blocked` (exit 3)
 */
export function accepted(inspection: Inspection, path: string): MergeConfig {
  const { config, exitCode } = inspection
  if (exitCode !== exitCodes.done || config === null) throw refusal(inspection, path)
  return config
}

function refusal({ result, exitCode }: Inspection, path: string): MergescopeError {
  const errors = result.findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const who = first?.donor ? `${first.donor}: ` : ''
  const more = errors.length > 1 ? ` (and ${counted(errors.length - 1, 'more error')})` : ''
  const message = `${who}${first?.message ?? `${path} cannot be used`}${more}`
  const code = exitCode === exitCodes.usage ? 'config-invalid' : 'preflight-blocked'
  return new MergescopeError(code, message, {
    ...(first?.hint && { hint: first.hint }),
    context: { path, findings: errors.map((finding) => finding.code) },
  })
}
