import { z } from 'zod'
import { failed, schemaVersion } from './common.ts'

const cachedModel = z.object({
  repository: z.string(),
  commit: z.string(),
  revisions: z.array(z.string()),
  bytes: z.number().int(),
  files: z.number().int(),
  /** ISO time; null where the disk does not keep it. */
  lastUsed: z.string().nullable(),
  neededBy: z.array(z.string()),
})

export const cacheResult = z.object({
  schema: schemaVersion,
  cache: z.string(),
  models: z.array(cachedModel),
  /** On disk: blobs that several commits share count once. */
  bytes: z.number().int(),
  /** Of them, downloads that were not finished. */
  partialBytes: z.number().int(),
  removed: z.array(z.object({ repository: z.string(), commit: z.string() })),
  freedBytes: z.number().int(),
  ...failed,
})
export type CacheResult = z.infer<typeof cacheResult>
