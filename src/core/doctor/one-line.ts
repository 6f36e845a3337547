import { formatBytes } from '../text/units.ts'
import type { DoctorFacts } from './facts.ts'
import { judge } from './judge.ts'

/** The environment in one line, and the command that mends the gravest thing that is wrong with it. */
export function environmentLine(facts: DoctorFacts): { readonly text: string; readonly fix: string | null } {
  const problem = judge(facts).checks.find(({ status }) => status === 'problem')
  const { environment, patch, machine } = facts
  if ('error' in environment) return { text: environment.error, fix: problem?.fix ?? 'mergescope doctor' }
  const { python, mergekit, torch } = environment.value
  const patched = patch && 'value' in patch && patch.value.state === 'patched'
  const devices = torch?.devices.map(({ name }) => name) ?? []
  const parts = [
    `Python ${python}`,
    mergekit ? `mergekit ${mergekit.version}, ${patched ? 'patched' : 'not patched yet'}` : 'no mergekit',
    devices.length > 0 ? devices.join(', ') : 'CPU',
    machine.freeBytes === null ? '' : `${formatBytes(machine.freeBytes)} free`,
  ]
  const text = parts.filter(Boolean).join(' · ')
  return problem
    ? { text: `${text} · ${problem.message}`, fix: problem.fix ?? 'mergescope doctor' }
    : { text, fix: null }
}
