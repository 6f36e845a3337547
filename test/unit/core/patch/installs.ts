import { createHash } from 'node:crypto'
import type { PatchJournal } from '../../../../src/core/patch/journal.ts'
import { patchManifest } from '../../../../src/core/patch/manifest.ts'
import type { SeenFile, SeenInstall } from '../../../../src/core/patch/state.ts'

export const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

export const module = 'mergekit/tokenizer/mergescope_rows.py'
export const embed = 'mergekit/tokenizer/embed.py'
export const build = 'mergekit/tokenizer/build.py'

export const manifest = patchManifest.parse({
  schema: 1,
  marker: '[VOCAB AUDIT]',
  versions: {
    '1.0': {
      files: [
        { path: embed, source: 'a/embed.py', pristine: sha('embed'), patched: sha('embed patched') },
        { path: build, source: 'a/build.py', pristine: sha('build'), patched: sha('build patched') },
        { path: module, source: 'common/rows.py', pristine: null, patched: sha('module patched') },
      ],
    },
  },
  refused: { '0.1': 'BUSL-1.1' },
})

const seen = (text: string): SeenFile => ({ sha256: sha(text), lfSha256: sha(text), marked: false })
const nothing: SeenFile = { sha256: null, lfSha256: null, marked: false }

export const pristineFiles: Record<string, SeenFile> = {
  [embed]: seen('embed'),
  [build]: seen('build'),
  [module]: nothing,
}
export const patchedFiles: Record<string, SeenFile> = {
  [embed]: seen('embed patched'),
  [build]: seen('build patched'),
  [module]: seen('module patched'),
}

export const seenInstall = (changes: Partial<SeenInstall>): SeenInstall => ({
  python: '/env/bin/python',
  mergekit: { version: '1.0', location: '/site', editable: null },
  leftover: null,
  files: pristineFiles,
  journal: null,
  backups: changes.journal ? [sha('embed'), sha('build')] : [],
  scraps: [],
  ...changes,
})

/** The journal of a patch on 1.0; `written` adds contents of ours (named by their text) to a path. */
export function journalOf(
  operation: PatchJournal['operation'],
  open: boolean,
  written: Record<string, string[]> = {},
  originals: Record<string, string | null> = {},
): PatchJournal {
  const known: Record<string, string | null> = {
    [embed]: sha('embed'),
    [build]: sha('build'),
    [module]: null,
    ...originals,
  }
  const files = Object.entries(known).map(([path, original]) => ({
    path,
    original,
    written: [patchedFiles[path]?.sha256 ?? [], (written[path] ?? []).map(sha)].flat(),
  }))
  return { schema: 1, operation, open, version: '1.0', files }
}
