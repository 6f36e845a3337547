import type { Finding } from '../../core/contract/common.ts'
import type { Rehearsal } from '../../core/contract/merge-plan.ts'
import { exitCodes } from '../../core/error-codes.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { verdictOf } from '../../core/findings/make.ts'
import type { Inspection } from '../inspect/inspect.ts'

/** The inspection with what the rehearsal has found against the merge, which is told as it tells its own findings. */
export async function* rehearsedInspection(inspection: Inspection, rehearsal: Rehearsal): Stage<Inspection> {
  const told = rehearsal.findings.map((finding) => placed(finding, inspection))
  const errors = told.filter(({ severity }) => severity === 'error')
  const ofDonors = told.filter(({ code }) => code === 'donor-inconsistent')
  const more = [...errors, ...ofDonors]
  yield* more.map((finding): RunEvent => ({ event: 'finding', finding }))
  const findings = [...inspection.result.findings, ...more]
  const isOfConfig = errors.some(({ code }) => code === 'rehearsal-config')
  const failed = isOfConfig ? exitCodes.usage : exitCodes.blocked
  return {
    ...inspection,
    result: {
      ...inspection.result,
      findings,
      verdict: verdictOf(findings),
      rehearsal: { ...rehearsal, findings: told },
    },
    exitCode: errors.length > 0 ? failed : inspection.exitCode,
  }
}

/** A finding that begins with a key of the config (`chat_template: …`) has the place of that key. */
function placed(finding: Finding, { parsed }: Inspection): Finding {
  const key = /^([\w.[\]]+): /.exec(finding.message)?.[1]
  const position = key === undefined ? undefined : parsed?.positions.get(key)
  return position ? { ...finding, ...position } : finding
}
