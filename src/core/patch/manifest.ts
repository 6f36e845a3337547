import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const patchFile = z.object({
  /** Relative to the folder that holds the mergekit package. */
  path: z.string(),
  /** Relative to the folder of the manifest. */
  source: z.string(),
  /** Null for a module that mergekit does not have and the patch adds. */
  pristine: sha256.nullable(),
  patched: sha256,
})
export type PatchFile = z.infer<typeof patchFile>

/** What may be put into which mergekit, known by its bytes before and after. */
export const patchManifest = z.object({
  schema: z.literal(1),
  /** A text that every file of the patch, and of its hand-copied forerunner, carries. */
  marker: z.string().min(1),
  versions: z.record(z.string(), z.object({ files: z.array(patchFile).min(1) })),
  /** Versions that may not be patched, with the licence that forbids it. */
  refused: z.record(z.string(), z.string()),
})
export type PatchManifest = z.infer<typeof patchManifest>

/** The files of one version; empty when it is not supported. */
export function filesOf(manifest: PatchManifest, version: string | null): readonly PatchFile[] {
  return (version !== null && manifest.versions[version]?.files) || []
}
