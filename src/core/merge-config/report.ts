import type { FindingCode } from '../findings/codes.ts'

/** Reports a finding at a path of the config, or at its nearest parent that stands in the text. */
export type Report = (code: FindingCode, path: string, message: string, hint?: string | null) => void
