import { configCodes } from './config-codes.ts'
import { donorCodes } from './donor-codes.ts'
import { machineCodes } from './machine-codes.ts'
import { rehearsalCodes } from './rehearsal-codes.ts'
import { vocabularyCodes } from './vocabulary-codes.ts'

/** Every finding there is. docs/findings.md is generated from this table. */
export const findingCodes = {
  ...configCodes,
  ...donorCodes,
  ...vocabularyCodes,
  ...machineCodes,
  ...rehearsalCodes,
} as const

export type FindingCode = keyof typeof findingCodes
