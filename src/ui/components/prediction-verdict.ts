import type { Finding } from '../../core/contract/common.ts'
import type { Rehearsal } from '../../core/contract/merge-plan.ts'
import { hasErrors } from '../../core/findings/make.ts'
import type { Settings } from '../../core/run/settings.ts'
import { unchecked } from '../../core/run/unchecked.ts'
import { counted } from '../../core/text/units.ts'
import type { Prediction } from '../../steps/inspect/predict.ts'
import type { DonorState } from '../state/donor-state.ts'

type Told = Pick<Finding, 'severity' | 'donor' | 'message' | 'hint'>

/** What speaks against a recipe, donors that cannot be read first; and which donors it still waits for. */
export interface Judged {
  readonly findings: readonly Told[]
  readonly waitsFor: readonly string[]
  readonly verdict: Prediction['verdict']
}

/** Nothing waits for a donor that was found not to be readable. */
export function judged(
  { findings, waitsFor, verdict }: Prediction,
  donors: ReadonlyMap<string, DonorState>,
): Judged {
  const unreadable = waitsFor.flatMap((donor): Told[] => {
    const state = donors.get(donor)
    return state?.status === 'failed' ? [{ ...state, severity: 'error', donor }] : []
  })
  if (unreadable.length === 0) return { findings, waitsFor, verdict }
  const left = waitsFor.filter((name) => donors.get(name)?.status !== 'failed')
  return { findings: [...unreadable, ...findings], waitsFor: left, verdict: 'blocked' }
}

/** Whether it would run, as far as that is known: what is not is said. */
export function verdictText(
  { waitsFor, verdict }: Judged,
  rehearsal: Rehearsal | 'going on' | null,
  settings: Settings,
): { readonly tone: 'dim' | 'good' | 'warning' | 'error'; readonly text: string } {
  if (waitsFor.length > 0)
    return { tone: 'dim', text: `waiting for ${counted(waitsFor.length, 'donor')} to be read` }
  const isRehearsed = rehearsal !== null && rehearsal !== 'going on'
  if (verdict === 'blocked' || (isRehearsed && hasErrors(rehearsal.findings)))
    return { tone: 'error', text: 'it cannot run' }
  // Its rehearsal has asked torch.
  const device = isRehearsed ? undefined : settings.get('device')
  const ifs = unchecked({ device, ray: settings.get('ray') })
  const condition = ifs.length > 0 ? `, if ${ifs.join(' and ')}` : ''
  return verdict === 'ok' && ifs.length === 0
    ? { tone: 'good', text: 'it would run' }
    : { tone: 'warning', text: `it would run${verdict === 'ok' ? '' : ', with warnings'}${condition}` }
}
