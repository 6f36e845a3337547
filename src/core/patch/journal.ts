import { z } from 'zod'

const journalFile = z.object({
  path: z.string(),
  /** sha256 of the bytes that were there before the patch and lie in the backup; null: no file. */
  original: z.string().nullable(),
  /** sha256 of every content of ours that may lie there, an older one of ours included. */
  written: z.array(z.string()),
})
export type JournalFile = z.infer<typeof journalFile>

/**
 * What is being done to an install (`open`) or was done to it. It is written before anything else, so that
 * whoever comes after a crash can finish the work or take it back.
 */
export const patchJournal = z.object({
  schema: z.literal(1),
  operation: z.enum(['apply', 'revert']),
  open: z.boolean(),
  version: z.string(),
  files: z.array(journalFile),
})
export type PatchJournal = z.infer<typeof patchJournal>

/** The journal's line on a file, if the journal is about this version of mergekit. */
export function journalEntry(
  journal: PatchJournal | null,
  version: string,
  path: string,
): JournalFile | null {
  if (journal?.version !== version) return null
  return journal.files.find((file) => file.path === path) ?? null
}
