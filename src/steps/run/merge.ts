import type { z } from 'zod'
import type { Architecture } from '../../core/bridge/architecture.ts'
import { pythonCalls } from '../../core/bridge/calls.ts'
import type { PythonEvent } from '../../core/bridge/events.ts'
import { type MergeRequest, type mergeReply, mergeRequest } from '../../core/bridge/merge.ts'
import type { TensorSums } from '../../core/bridge/sums.ts'
import type { WrittenValues } from '../../core/bridge/values.ts'
import type { AuditRecord } from '../../core/contract/audit.ts'
import type { PlannedRows } from '../../core/contract/inspect.ts'
import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import type { Stage } from '../../core/events.ts'
import { shareOfVoice } from '../../core/share-of-voice/roll-up.ts'
import type { Adding } from '../../core/share-of-voice/what-if.ts'
import type { PlannedTensor } from '../../core/verify/planned.ts'
import { type PythonProcess, startPython, stepProgress } from '../common/python-call.ts'
import type { LocalReference } from './local-config.ts'

/** What is not given is as `mergeRequest` has it. */
export interface MergeStageOptions {
  /** The interpreter that holds mergekit; or one that runs already, which is ended after the merge as well. */
  readonly python: string | PythonProcess
  /** mergekit YAML whose models are local paths already. */
  readonly configText: string
  /** The config that is put beside the weights, where it is to name its models otherwise. */
  readonly publishedConfig?: string
  /** What a path (or `path+adapter`) of the config is called in messages and in the report. */
  readonly names: ReadonlyMap<string, string>
  /** The models of the config text by their parts, for whom a text would not tell them apart. */
  readonly references?: readonly LocalReference[]
  /** The folder to fill. It exists and belongs to this run; renaming it to its final name is not done here. */
  readonly output: string
  readonly device?: string
  /** Address of the Ray cluster that merges, or `auto`. */
  readonly ray?: string
  /** Refuse machines and devices that would give other bytes, instead of telling it. */
  readonly sameBytes?: boolean
  /** Bytes that the engine may hold beside the interpreter. */
  readonly memory?: number
  /** At most so many threads merge. */
  readonly threads?: number
  readonly seed?: number
  /** `full` measures every tile, `on` a fixed sample of them where measuring costs. */
  readonly audit?: MergeRequest['audit']
  /** Bytes of one output file. */
  readonly shardSize?: number
  readonly compat?: MergeRequest['compat']
  readonly missingRows?: MergeRequest['missing_rows']
  /** sha256 of the patch's files by their path in mergekit: what Python imports has these bytes, or nothing is merged. */
  readonly patched?: Readonly<Record<string, string>>
  /** Files that stand in for those of the patch, by the same paths. */
  readonly patchFiles?: Readonly<Record<string, string>>
  /** Of a rehearsal: the merge of the same request goes on from its plan. */
  readonly keepPlan?: boolean
  /** Whose folder it is: Python stops where the lock no longer holds this text. */
  readonly lock?: { readonly path: string; readonly nonce: string }
  /** Folder that checks of classes are remembered in. */
  readonly classChecks?: string
  /** Goes on with what an interrupted run left in `output`; refused when anything has changed. */
  readonly resume?: boolean
  /** A donor's weight by its name, where it is one number for the whole merge. */
  readonly weights?: ReadonlyMap<string, number | null>
  /** How the method adds up its donors, where that is known. */
  readonly adding?: Adding | null
  /** mergekit's own options by its own names: allow_crimes, lora_merge_cache, trust_remote_code … */
  readonly mergekit?: MergeRequest['mergekit']
  /** Put before the interpreter's own modules; a mergekit that lies there is the one that runs. */
  readonly pythonPath?: readonly string[]
  readonly signal?: AbortSignal
}

export interface MergeOutcome {
  /** Every tensor as planned and written, for the checks of the output. */
  readonly tensors: readonly PlannedTensor[]
  /** Whether the class that config.json names has these tensors. */
  readonly architecture: Architecture
  /** sha256 of each weight file. */
  readonly files: ReadonlyMap<string, string>
  /** sha256 of the bytes of each tensor, where the audit was full. */
  readonly digests: ReadonlyMap<string, string>
  readonly auditRecords: readonly AuditRecord[]
  /** What has to be told of the values, a record a tensor. */
  readonly values: readonly WrittenValues[]
  readonly shareOfVoice: ShareOfVoice | null
  /** Rows of the output vocabulary; null when the config configures no tokenizer. */
  readonly vocabularyRows: number | null
  /** What the patch planned for each vocabulary tensor. */
  readonly plannedRows: readonly PlannedRows[]
  readonly versions: Readonly<Record<string, string>>
  /** Seconds by part of the work: import, plan, tokenizer, layout, weights, files, class. */
  readonly timings: Readonly<Record<string, number>>
}

/**
 * Runs the merge in a Python of its own and fills `output`. Throws a MergescopeError when it fails or is
 * stopped; what lies in `output` then is unfinished.
 */
export async function* mergeStage(options: MergeStageOptions): Stage<MergeOutcome> {
  const sums: TensorSums[] = []
  const reply = yield* answered(options, (event) => {
    if (event.event === 'voice') sums.push(event.sums)
  })
  return {
    tensors: reply.tensors,
    files: new Map(Object.entries(reply.files)),
    digests: new Map(Object.entries(reply.digests)),
    auditRecords: reply.records,
    values: reply.values,
    shareOfVoice: shareOfVoice(sums, options.weights, options.adding),
    vocabularyRows: reply.vocabulary,
    plannedRows: reply.rows,
    versions: reply.versions,
    timings: reply.timings,
    architecture: reply.architecture,
  }
}

async function* answered(
  options: MergeStageOptions,
  onEvent: (event: PythonEvent) => void,
): Stage<z.infer<typeof mergeReply>> {
  const { python, pythonPath = [], signal } = options
  const call = pythonCalls.merge
  yield { event: 'stage-progress', stage: 'merge', progress: stepProgress('starting Python') }
  const process =
    typeof python === 'string' ? await startPython({ python, pythonPath, modules: call.modules }) : python
  try {
    return yield* process.call({ call, request: mergeRequestOf(options), stage: 'merge', signal, onEvent })
  } finally {
    await process.close()
  }
}

/** What Python is asked. */
export const mergeRequestOf = (options: Omit<MergeStageOptions, 'python' | 'signal'>): MergeRequest =>
  mergeRequest.parse({
    config_text: options.configText,
    published_config: options.publishedConfig,
    output: options.output,
    names: Object.fromEntries(options.names),
    references: options.references?.map(({ ref, name, parts }) => ({
      model: ref.model,
      lora: ref.lora,
      override_architecture: ref.overrideArchitecture,
      name,
      parts,
    })),
    device: options.device,
    ray: options.ray,
    same_bytes: options.sameBytes,
    memory: options.memory,
    threads: options.threads,
    seed: options.seed,
    audit: options.audit,
    shard_size: options.shardSize,
    missing_rows: options.missingRows,
    compat: options.compat,
    class_checks: options.classChecks,
    resume: options.resume,
    lock: options.lock,
    patched: options.patched,
    patch_files: options.patchFiles,
    keep_plan: options.keepPlan,
    mergekit: options.mergekit,
  } satisfies Partial<Record<keyof MergeRequest, unknown>>)
