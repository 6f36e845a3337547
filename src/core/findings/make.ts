import type { Finding } from '../contract/common.ts'
import { type FindingCode, findingCodes } from './codes.ts'

export interface FindingDetails {
  readonly donor?: string | null
  readonly message: string
  /** Replaces the hint of the table; null for none. */
  readonly hint?: string | null
  readonly position?: { readonly line: number; readonly column: number } | undefined
}

/** One finding; severity and, unless given, the hint come from the table of codes. */
export function makeFinding(code: FindingCode, details: FindingDetails): Finding {
  const { severity, hint } = findingCodes[code]
  return {
    code,
    severity,
    donor: details.donor ?? null,
    message: details.message,
    hint: details.hint === undefined ? hint : details.hint,
    ...(details.position && { line: details.position.line, column: details.position.column }),
  }
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error')
}

export function verdictOf(findings: readonly Finding[]): 'ok' | 'warnings' | 'blocked' {
  if (hasErrors(findings)) return 'blocked'
  return findings.some(({ severity }) => severity === 'warning') ? 'warnings' : 'ok'
}
