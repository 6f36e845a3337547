import { z } from 'zod'
import { failed, schemaVersion } from './common.ts'

export const outputCheck = z.object({
  code: z.string(),
  status: z.enum(['pass', 'warn', 'fail', 'skip']),
  message: z.string(),
  tensor: z.string().nullable(),
  /** Of values that are NaN or infinite: the donor that holds them; null where none does. */
  donor: z.string().nullable().optional(),
})
export type OutputCheck = z.infer<typeof outputCheck>

export const verifyResult = z.object({
  schema: schemaVersion,
  checks: z.array(outputCheck),
  verdict: z.enum(['ok', 'failed']),
  ...failed,
})
export type VerifyResult = z.infer<typeof verifyResult>
