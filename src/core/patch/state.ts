import type { PatchState } from '../contract/patch.ts'
import { type JournalFile, journalEntry, type PatchJournal } from './journal.ts'
import { filesOf, type PatchFile, type PatchManifest } from './manifest.ts'

/** One file as it lies on disk. */
export interface SeenFile {
  readonly sha256: string | null
  /** Of the same text with LF line endings: a checkout may have turned them into CRLF. */
  readonly lfSha256: string | null
  readonly marked: boolean
}

/** A mergekit as an interpreter sees it, with everything that a former patch left around it. */
export interface SeenInstall {
  readonly python: string
  readonly mergekit: {
    readonly version: string | null
    readonly location: string
    /** The checkout of an editable install. */
    readonly editable: string | null
  } | null
  /** A folder that an uninstalled mergekit left behind because the patch had added to it. */
  readonly leftover: string | null
  readonly files: Readonly<Record<string, SeenFile>>
  readonly journal: PatchJournal | null
  /** sha256 of every backup whose bytes are whole. */
  readonly backups: readonly string[]
  /** Temporary files of a patcher that was killed. */
  readonly scraps: readonly string[]
}

export type FileState =
  | 'clean'
  | 'patched'
  | 'outdated'
  | 'older-embed_v2d'
  | 'foreign'
  | 'missing'
  | 'orphaned'

export interface StatedFile {
  readonly path: string
  readonly sha256: string | null
  readonly state: FileState
}

export interface StatedInstall {
  readonly state: PatchState
  readonly files: readonly StatedFile[]
}

const strange: readonly FileState[] = ['older-embed_v2d', 'foreign', 'missing']

function fileState(
  file: PatchFile,
  seen: SeenFile,
  journal: PatchJournal | null,
  version: string,
): FileState {
  if (seen.sha256 === file.patched) return 'patched'
  if (seen.sha256 === file.pristine || (file.pristine && seen.lfSha256 === file.pristine)) return 'clean'
  // The added module is the same for all versions, so a journal of another version still vouches for it.
  const entry = journalEntry(journal, file.pristine === null ? (journal?.version ?? '') : version, file.path)
  if (entry && seen.sha256 !== null && entry.written.includes(seen.sha256)) return 'outdated'
  if (seen.sha256 === null) return 'missing'
  return seen.marked ? 'older-embed_v2d' : 'foreign'
}

/** Only modules that a patch can have added: a journal that somebody forged must not reach other files. */
const addedModule = /^mergekit\/tokenizer\/mergescope_\w+\.py$/

/** Modules that an earlier patch added, by its journal, and that today's patch does not have. */
export function retiredModules(
  manifest: PatchManifest,
  version: string | null,
  journal: PatchJournal | null,
): JournalFile[] {
  const known = filesOf(manifest, version).map((file) => file.path)
  return (journal?.files ?? []).filter(
    ({ path, original }) => original === null && addedModule.test(path) && !known.includes(path),
  )
}

/** Judges an install by the bytes of its files and by the journal of whoever patched it last. */
export function stateOf(manifest: PatchManifest, seen: SeenInstall): StatedInstall {
  if (seen.mergekit === null) return { state: 'absent', files: [] }
  const { version } = seen.mergekit
  const known = filesOf(manifest, version)
  if (version === null || known.length === 0) return { state: 'unsupported', files: [] }
  const { journal } = seen
  const open = journal?.open && journal.version === version ? journal : null
  const files = known.map((file) => {
    const here = seen.files[file.path] ?? { sha256: null, lfSha256: null, marked: false }
    return { path: file.path, sha256: here.sha256, state: fileState(file, here, journal, version) }
  })
  const retired = retiredModules(manifest, version, journal).flatMap(({ path, written }) => {
    const sha256 = seen.files[path]?.sha256 ?? null
    return sha256 !== null && written.includes(sha256) ? [{ path, sha256, state: 'orphaned' as const }] : []
  })
  const stock = files.filter((_, index) => known[index]?.pristine !== null)
  const odd = files.filter((file) => strange.includes(file.state))
  // A foreign file that an unfinished `apply --replace` names is its work, and may be finished or undone.
  const ownedByJournal = (file: StatedFile) =>
    open !== null && journalEntry(open, version, file.path)?.original === file.sha256
  const all = [...files, ...retired]
  if (!odd.every(ownedByJournal)) return { state: 'foreign', files: all }
  const untouched = odd.length === 0 && stock.every((file) => file.state === 'clean')
  if (untouched && open?.operation !== 'revert') return { state: 'clean', files: all.map(asOrphan) }
  if (open) return { state: 'half', files: all }
  return { state: files.every((file) => file.state === 'patched') ? 'patched' : 'half', files: all }
}

const asOrphan = (file: StatedFile): StatedFile =>
  file.state === 'clean' ? file : { ...file, state: 'orphaned' }
