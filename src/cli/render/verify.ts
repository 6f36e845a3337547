import type { OutputCheck, VerifyResult } from '../../core/contract/verify.ts'
import { wrap } from '../../core/text/layout.ts'
import { counted } from '../../core/text/units.ts'

interface Shown {
  /** Also what was skipped. */
  readonly all: boolean
  /** Only what is wrong. */
  readonly quiet: boolean
}

const marks: Readonly<Record<OutputCheck['status'], string>> = {
  pass: 'ok  ',
  warn: 'warn',
  fail: 'FAIL',
  skip: 'skip',
}

/** The checks of a model folder, one line each, and the verdict. Reads without colour. */
export function verifyText(
  { checks, verdict }: VerifyResult,
  { all, quiet }: Shown,
  columns: number,
): string {
  const visible = checks.filter(({ status }) => (status === 'skip' ? all : status === 'pass' ? !quiet : true))
  const indent = '\n      '
  const lines = visible.map(
    ({ status, message }) => `${marks[status]}  ${wrap(message, columns - 6).join(indent)}`,
  )
  const count = (status: OutputCheck['status']) => checks.filter((check) => check.status === status).length
  const totals = [
    `${count('pass')} passed`,
    counted(count('warn'), 'warning'),
    `${count('fail')} failed`,
  ].join(', ')
  if (!quiet || verdict === 'failed') lines.push(`${verdict === 'ok' ? 'ok' : 'failed'}: ${totals}`)
  return lines.map((line) => `${line}\n`).join('')
}
