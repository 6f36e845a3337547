import type { Severity } from '../contract/common.ts'

/** What a code stands for, wherever it is found. */
export interface FindingMeaning {
  readonly severity: Severity
  readonly meaning: string
  /** What to do when the place where it was found knows nothing better; null when there is nothing to do. */
  readonly hint: string | null
}

const row =
  (severity: Severity) =>
  (meaning: string, hint: string | null = null): FindingMeaning => ({ severity, meaning, hint })

export const error = row('error')
export const warning = row('warning')
export const info = row('info')
