import { z } from 'zod'
import { failed, schemaVersion } from './common.ts'

const patchState = z.enum(['clean', 'patched', 'foreign', 'half', 'absent', 'unsupported'])
export type PatchState = z.infer<typeof patchState>

export const patchResult = z.object({
  schema: schemaVersion,
  python: z.string(),
  /** `location` is the folder that holds the package; `files[].path` are relative to it. */
  mergekit: z.object({ version: z.string(), location: z.string(), editable: z.boolean() }).nullable(),
  state: patchState,
  files: z.array(z.object({ path: z.string(), sha256: z.string().nullable(), state: z.string() })),
  notes: z.array(z.string()),
  /** What was done, or with `dryRun` what would be. */
  actions: z.array(z.object({ action: z.string(), detail: z.string() })),
  dryRun: z.boolean(),
  /** Why the patch cannot be applied or taken back, in the words of the error. */
  problem: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
  ...failed,
})
export type PatchResult = z.infer<typeof patchResult>
