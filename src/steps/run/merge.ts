import type { z } from 'zod'
import type { Architecture } from '../../core/bridge/architecture.ts'
import { pythonCalls } from '../../core/bridge/calls.ts'
import type { PythonEvent } from '../../core/bridge/events.ts'
import type { mergeReply } from '../../core/bridge/merge.ts'
import type { TensorSums } from '../../core/bridge/sums.ts'
import type { WrittenValues } from '../../core/bridge/values.ts'
import type { AuditRecord } from '../../core/contract/audit.ts'
import type { PlannedRows } from '../../core/contract/inspect.ts'
import type { NodeShare } from '../../core/contract/node-share.ts'
import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import type { Stage } from '../../core/events.ts'
import { shareOfVoice } from '../../core/share-of-voice/roll-up.ts'
import type { Adding } from '../../core/share-of-voice/what-if.ts'
import type { PlannedTensor } from '../../core/verify/planned.ts'
import { type MergeRequestOptions, mergeRequestOf } from '../common/merge-request.ts'
import { type PythonProcess, startPython, stepProgress } from '../common/python-call.ts'

export interface MergeStageOptions extends MergeRequestOptions {
  /** The interpreter that holds mergekit; or one that runs already, which is ended after the merge as well. */
  readonly python: string | PythonProcess
  /** A donor's weight by its name, where it is one number for the whole merge. */
  readonly weights?: ReadonlyMap<string, number | null>
  /** How the method adds up its donors, where that is known. */
  readonly adding?: Adding | null
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
  /** What each machine of a cluster has merged; none without a cluster. */
  readonly nodes: readonly NodeShare[]
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
    nodes: reply.nodes,
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
