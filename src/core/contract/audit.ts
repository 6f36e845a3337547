import { z } from 'zod'
import { failed, schemaVersion } from './common.ts'
import { donorSummary, tensorVoice } from './share-of-voice.ts'

/** One line of a vocabulary audit (or a warning of stock mergekit); null where the line does not tell. */
export const auditRecord = z.object({
  kind: z.enum(['skipped', 'zeroed', 'more', 'warning']),
  model: z.string().nullable(),
  token: z.string().nullable(),
  outputId: z.number().int().nullable(),
  donorRows: z.number().int().nullable(),
  donorId: z.number().int().nullable(),
  line: z.number().int().nullable(),
  count: z.number().int().optional(),
  tensor: z.string().optional(),
  code: z.string().optional(),
})
export type AuditRecord = z.infer<typeof auditRecord>

export const auditedModel = z.object({
  model: z.string(),
  skipped: z.number().int(),
  zeroed: z.number().int(),
  lines: z.number().int(),
  tokens: z.array(z.string()),
})

export const auditResult = z.object({
  schema: schemaVersion,
  records: z.array(auditRecord),
  models: z.array(auditedModel),
  failure: z
    .object({
      type: z.string(),
      message: z.string(),
      cause: z.string().nullable(),
      hint: z.string().nullable(),
    })
    .nullable(),
  /** What the share-of-voice lines of the log tell; absent or null where there is none. */
  shareOfVoice: z
    .object({
      donors: z.array(
        donorSummary
          .pick({ ref: true, weight: true, norm: true, share: true, band: true, changeWithout: true })
          .extend({ verdict: z.string().nullable() }),
      ),
      tensors: z.array(tensorVoice),
    })
    .nullable()
    .optional(),
  /** What else there is to say of the log, in sentences: that some of it could not be read. */
  notes: z.array(z.string()).optional(),
  ...failed,
})
export type AuditResult = z.infer<typeof auditResult>
