import { MergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import type { PatchedPrediction } from '../../core/preflight/predict-patched.ts'
import { expectedTensors } from '../../core/verify/expected.ts'
import type { OutputPlan } from '../../core/verify/planned.ts'
import { promisedBy } from '../../core/verify/planned.ts'
import { type Inspection, type InspectOptions, inspectStage } from '../inspect/inspect.ts'
import type { MadeFrom } from './verify.ts'

export interface Against {
  readonly plan: OutputPlan
  /** The models of the merge, the base first; null where one does not lie on this machine. */
  readonly donors: readonly MadeFrom[]
  readonly plannedZeroRows: ReadonlyMap<string, number>
}

/**
 * What the merge of a config should have given, from the config and the headers of its donors. Errors:
 * `config-invalid` and `preflight-blocked` with the first finding, when the config has no output.
 */
export async function* planOf(config: string, options: Omit<InspectOptions, 'target'>): Stage<Against> {
  const inspection = yield* inspectStage({
    ...options,
    loraMergeCache: null,
    target: { kind: 'config', path: config },
  })
  if (!inspection.config || !inspection.preflight) throw refusal(config, inspection)
  const { patched, vocabularyRows } = inspection.preflight
  return {
    plan: {
      tensors: expectedTensors(inspection.config, inspection.donors, { vocabularyRows }),
      ...promisedBy(inspection.config),
    },
    donors: inspection.donors.map(({ name, facts, local }) => ({
      ref: name,
      folder: local ? facts.location : null,
    })),
    plannedZeroRows: zeroRowsOf(patched),
  }
}

function zeroRowsOf({ plannedRows, zeroRows, holes }: PatchedPrediction): Map<string, number> {
  const counts = new Map(plannedRows.map(({ tensor }) => [tensor, holes]))
  for (const { tensor, count } of zeroRows) counts.set(tensor, count + holes)
  return counts
}

function refusal(config: string, { result }: Inspection): MergescopeError {
  const first = result.findings.find(({ severity }) => severity === 'error')
  const code = result.donors.length > 0 ? 'preflight-blocked' : 'config-invalid'
  const why = first ? `: ${first.message}` : ''
  return new MergescopeError(code, `${config} has no output to compare with${why}`, {
    hint: `\`mergescope inspect ${config}\` says more`,
  })
}
