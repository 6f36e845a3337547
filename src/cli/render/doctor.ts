import type { DoctorCheck, DoctorResult } from '../../core/contract/doctor.ts'
import { printable } from '../../core/text/printable.ts'
import { counted } from '../../core/text/units.ts'
import type { Paint } from './paint.ts'

/** A line a check, its fix below it, and what it comes to; with `quiet` only what is wrong. */
export function doctorLines({ checks }: DoctorResult, paint: Paint, quiet: boolean): string[] {
  const shown = quiet ? checks.filter(({ status }) => status !== 'ok') : checks
  return [...shown.flatMap((check) => checkLines(check, paint)), ...(quiet ? [] : ['', verdict(checks)])]
}

function checkLines({ code, status, message, fix }: DoctorCheck, paint: Paint): string[] {
  const mark = { ok: paint.green('✓'), warning: paint.yellow('!'), problem: paint.red('✗') }[status]
  const line = `${mark} ${code.padEnd(11)} ${printable(message)}`
  return fix ? [line, paint.dim(`              fix: ${printable(fix)}`)] : [line]
}

function verdict(checks: readonly DoctorCheck[]): string {
  const count = (status: DoctorCheck['status']) => checks.filter((check) => check.status === status).length
  const problems = count('problem')
  const warnings = counted(count('warning'), 'warning')
  return problems === 0 ? `ready to merge, ${warnings}` : `${counted(problems, 'problem')}, ${warnings}`
}
