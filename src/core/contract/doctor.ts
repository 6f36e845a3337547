import { z } from 'zod'
import { failed, schemaVersion } from './common.ts'

export const doctorCheck = z.object({
  code: z.string(),
  status: z.enum(['ok', 'warning', 'problem']),
  message: z.string(),
  fix: z.string().nullable(),
})
export type DoctorCheck = z.infer<typeof doctorCheck>

export const doctorResult = z.object({ schema: schemaVersion, checks: z.array(doctorCheck), ...failed })
export type DoctorResult = z.infer<typeof doctorResult>
