import type { Rehearsal } from '../../core/contract/merge-plan.ts'
import { exitCodes } from '../../core/error-codes.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { verdictOf } from '../../core/findings/make.ts'
import type { Inspection } from '../inspect/inspect.ts'

/** The inspection with what the rehearsal has found against the merge, which is told as it tells its own findings. */
export async function* rehearsedInspection(inspection: Inspection, rehearsal: Rehearsal): Stage<Inspection> {
  const errors = rehearsal.findings.filter(({ severity }) => severity === 'error')
  const ofDonors = rehearsal.findings.filter(({ code }) => code === 'donor-inconsistent')
  const more = [...errors, ...ofDonors]
  yield* more.map((finding): RunEvent => ({ event: 'finding', finding }))
  const findings = [...inspection.result.findings, ...more]
  return {
    ...inspection,
    result: { ...inspection.result, findings, verdict: verdictOf(findings), rehearsal },
    exitCode: errors.length > 0 ? exitCodes.blocked : inspection.exitCode,
  }
}
