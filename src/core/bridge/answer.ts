import { z } from 'zod'
import { errorCodeNames } from '../error-codes.ts'

const pythonFailure = z.object({
  /** Class name of the exception. */
  type: z.string(),
  message: z.string(),
  traceback: z.string(),
  /** An error code of ours, where Python knew which one it is. */
  code: z.enum(errorCodeNames).optional(),
  hint: z.string().optional(),
})
export type PythonFailure = z.infer<typeof pythonFailure>

/** What mergescope/bridge.py answers to a call, whatever it was. */
export const pythonAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: pythonFailure }),
])
export type PythonAnswer = z.infer<typeof pythonAnswer>
