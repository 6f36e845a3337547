import { z } from 'zod'

/** Every JSON document carries this; later versions add fields and never rename. */
export const schemaVersion = z.literal(1)

export const severity = z.enum(['error', 'warning', 'info'])
export type Severity = z.infer<typeof severity>

/** One thing found out about a donor or a config before anything large is read. */
export const finding = z.object({
  code: z.string(),
  severity,
  donor: z.string().nullable(),
  message: z.string(),
  hint: z.string().nullable(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
})
export type Finding = z.infer<typeof finding>
