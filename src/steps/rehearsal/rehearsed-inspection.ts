import type { Rehearsal } from '../../core/contract/merge-plan.ts'
import { exitCodes } from '../../core/error-codes.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { verdictOf } from '../../core/findings/make.ts'
import type { Inspection } from '../inspect/inspect.ts'

/** The inspection with what the rehearsal has found against the merge, which is told as it tells its own findings. */
export async function* rehearsedInspection(inspection: Inspection, rehearsal: Rehearsal): Stage<Inspection> {
  const errors = rehearsal.findings.filter(({ severity }) => severity === 'error')
  yield* errors.map((finding): RunEvent => ({ event: 'finding', finding }))
  const findings = [...inspection.result.findings, ...errors]
  return {
    ...inspection,
    result: { ...inspection.result, findings, verdict: verdictOf(findings), rehearsal },
    exitCode: errors.length > 0 ? exitCodes.blocked : inspection.exitCode,
  }
}
