import { z } from 'zod'
import { schemaVersion } from './common.ts'

const downloadedFile = z.object({
  path: z.string(),
  size: z.number().int(),
  /** What the file's checksum was compared with. */
  digest: z.enum(['sha256', 'git-sha1']),
  checksum: z.string(),
  /** How it came to be there; `planned` in a dry run. */
  outcome: z.enum(['cached', 'downloaded', 'resumed', 'planned']),
  /** Bytes of it that lay in the cache before. */
  had: z.number().int(),
})
export type DownloadedFile = z.infer<typeof downloadedFile>

const downloadedModel = z.object({
  ref: z.string(),
  /** Null for a folder, which is taken as it is. */
  repository: z.string().nullable(),
  commit: z.string().nullable(),
  folder: z.string(),
  bytes: z.number().int(),
  files: z.array(downloadedFile),
})

export const downloadResult = z.object({
  schema: schemaVersion,
  models: z.array(downloadedModel),
  /** Of all files, and of those that came over the network. */
  bytes: z.number().int(),
  transferredBytes: z.number().int(),
  seconds: z.number(),
  dryRun: z.boolean(),
})
export type DownloadResult = z.infer<typeof downloadResult>
