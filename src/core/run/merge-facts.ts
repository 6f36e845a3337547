import { auditResult } from '../audit-log/summary.ts'
import type { AuditRecord } from '../contract/audit.ts'
import type { PlannedRows } from '../contract/inspect.ts'
import type { MergePlan } from '../contract/merge-plan.ts'
import type { NodeShare } from '../contract/node-share.ts'
import type { RunResult } from '../contract/run.ts'
import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { parseMergeConfig } from '../merge-config/parse.ts'
import { addingOf } from '../merge-config/weights.ts'
import { givesWeights } from '../methods.ts'
import { ghostTokens, soleTokens } from '../share-of-voice/ghost-tokens.ts'
import { withVerdicts } from '../share-of-voice/verdict.ts'
import type { PlannedTensor } from '../verify/planned.ts'
import { predictionFaults } from './prediction-faults.ts'
import { rehearsalFaults } from './rehearsed.ts'

interface Merged {
  /** sha256 of each weight file, and of each tensor where the audit was full. */
  readonly files: ReadonlyMap<string, string>
  readonly digests: ReadonlyMap<string, string>
  readonly auditRecords: readonly AuditRecord[]
  readonly shareOfVoice: ShareOfVoice | null
  readonly plannedRows: readonly PlannedRows[]
  readonly tensors: readonly PlannedTensor[]
  /** What the rehearsal planned; null where there is nothing to compare with. */
  readonly plan: MergePlan | null
  readonly versions: Readonly<Record<string, string>>
  readonly nodes: readonly NodeShare[]
}

/** What a merge adds to the result of its run, with what the inspection said beside it. */
export function mergeFacts(merged: Merged, { inspect, versions, config }: RunResult): Partial<RunResult> {
  const vocabularyAudit = auditResult(merged.auditRecords)
  const ghosts = ghostTokens(inspect, vocabularyAudit)
  const faults = [
    ...predictionFaults(inspect, merged.plannedRows),
    ...rehearsalFaults(merged.plan, merged.tensors),
  ]
  const { files, digests, shareOfVoice } = merged
  const recipe = parseMergeConfig(config).config
  return {
    sha256: {
      files: Object.fromEntries(files),
      ...(digests.size > 0 && { tensors: Object.fromEntries(digests) }),
    },
    ...(merged.nodes.length > 0 && { nodes: [...merged.nodes] }),
    vocabularyAudit,
    shareOfVoice:
      shareOfVoice &&
      withVerdicts(
        shareOfVoice,
        ghosts,
        soleTokens(inspect),
        givesWeights(recipe?.mergeMethod ?? ''),
        recipe && addingOf(recipe),
      ),
    ...(faults.length > 0 && { faults }),
    versions: { ...versions, ...merged.versions },
  }
}
