import { z } from 'zod'
import { schemaVersion } from './common.ts'

export const patchState = z.enum(['clean', 'patched', 'foreign', 'half', 'absent', 'unsupported'])
export type PatchState = z.infer<typeof patchState>

export const patchResult = z.object({
  schema: schemaVersion,
  python: z.string(),
  mergekit: z.object({ version: z.string(), location: z.string() }).nullable(),
  state: patchState,
  files: z.array(z.object({ path: z.string(), sha256: z.string().nullable(), state: z.string() })),
  notes: z.array(z.string()),
})
export type PatchResult = z.infer<typeof patchResult>
