import type { DoctorCheck, DoctorResult } from '../contract/doctor.ts'
import { formatBytes } from '../text/units.ts'
import { check } from './check.ts'
import { environmentChecks } from './environment-checks.ts'
import type { DoctorFacts } from './facts.ts'

const gigabyte = 1e9
const lowDisk = 10 * gigabyte
const lowMemory = 4 * gigabyte

/** Judges what was seen: each check with, where something is wrong, the one command that mends it. */
export function judge(facts: DoctorFacts): DoctorResult {
  return {
    schema: 1,
    checks: [
      check('mergescope', 'ok', `mergescope ${facts.mergescope} on Node ${facts.node}`),
      ...environmentChecks(facts),
      ...machineChecks(facts.machine),
      hubCheck(facts.hub),
      tokenCheck(facts.hub),
      terminalCheck(facts.terminal),
    ],
  }
}

function machineChecks(machine: DoctorFacts['machine']): DoctorCheck[] {
  const disk = (code: string, what: string, path: string, free: number | null, fix: string) =>
    free === null
      ? check(code, 'warning', `${what} ${path}: its free space cannot be read`)
      : check(
          code,
          free < lowDisk ? 'warning' : 'ok',
          `${what} ${path}: ${formatBytes(free)} free`,
          free < lowDisk ? fix : null,
        )
  const little = machine.memoryBytes < lowMemory
  return [
    disk('disk', 'this folder,', machine.folder, machine.freeBytes, 'df -h .'),
    disk('disk-cache', 'the Hub cache,', machine.cache, machine.cacheFreeBytes, 'mergescope cache'),
    check(
      'memory',
      little ? 'warning' : 'ok',
      `${formatBytes(machine.memoryBytes)} of memory, ${machine.cores} cores${little ? ': little for models of some billion parameters' : ''}`,
      little ? 'mergescope run --memory 1G CONFIG -o OUT' : null,
    ),
  ]
}

function hubCheck({ endpoint, answer }: DoctorFacts['hub']): DoctorCheck {
  if (answer === null) return check('hub', 'ok', `${endpoint} was not asked (offline)`)
  if ('error' in answer)
    return check('hub', 'warning', `${answer.error}; local models work all the same`, answer.fix)
  return check('hub', 'ok', `${endpoint} answers`)
}

function tokenCheck({ token, answer }: DoctorFacts['hub']): DoctorCheck {
  if (!token)
    return check('hub-token', 'ok', 'no Hub token: public models only (set HF_TOKEN for gated ones)')
  if (answer === null || 'error' in answer)
    return check('hub-token', 'ok', 'a Hub token is set; it was not tried')
  return answer.value.user === null
    ? check('hub-token', 'warning', 'the Hub does not accept the token', 'hf auth login')
    : check('hub-token', 'ok', `the Hub token is that of ${answer.value.user}`)
}

function terminalCheck({ isTerminal, columns, term, unicode }: DoctorFacts['terminal']): DoctorCheck {
  if (!isTerminal) return check('terminal', 'ok', 'output goes to a pipe or a file: plain lines')
  if (term === 'dumb')
    return check('terminal', 'warning', 'the terminal is dumb: plain lines', 'export TERM=xterm-256color')
  if (!unicode)
    return check('terminal', 'warning', 'the locale is not UTF-8: bars may look wrong', 'export LANG=C.UTF-8')
  if (columns !== null && columns < 60)
    return check('terminal', 'warning', `the terminal has ${columns} columns; the dashboard needs 60`)
  return check('terminal', 'ok', `a terminal of ${columns ?? '?'} columns`)
}
