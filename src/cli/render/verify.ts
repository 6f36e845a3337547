import type { OutputCheck, VerifyResult } from '../../core/contract/verify.ts'
import { wrap } from '../../core/text/layout.ts'
import { checksByName } from '../../core/verify/counts.ts'

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
  if (!quiet || verdict === 'failed')
    lines.push(wrap(`${verdict}: ${checksByName(checks)}`, columns).join('\n'))
  return lines.map((line) => `${line}\n`).join('')
}
