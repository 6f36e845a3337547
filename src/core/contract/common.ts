import { z } from 'zod'

/** Every JSON document carries this; later versions add fields and never rename. */
export const schemaVersion = z.literal(1)

/** Why there is no answer: an error code of docs/errors.md, one sentence, and what to do. */
export const failure = z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
export type Failure = z.infer<typeof failure>

/** Of a document that came to nothing: the rest of it is empty then. */
export const failed = { error: failure.nullable().optional() }

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
