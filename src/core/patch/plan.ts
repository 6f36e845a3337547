import { type JournalFile, journalEntry, type PatchJournal } from './journal.ts'
import { filesOf, type PatchFile, type PatchManifest } from './manifest.ts'
import type { FileState, SeenInstall, StatedInstall } from './state.ts'

/** One thing to do to an install. `before` is what must still lie there when its turn comes. */
export type PatchStep =
  | { readonly kind: 'journal'; readonly journal: PatchJournal }
  | { readonly kind: 'backup'; readonly path: string; readonly sha256: string }
  /** Writes a file beside its target; `source`: a file of the patch, null: the backup named `after`. */
  | {
      readonly kind: 'stage'
      readonly path: string
      readonly source: string | null
      readonly after: string
    }
  /** Gives a staged file its name: the patched one, or the original one. */
  | { readonly kind: 'patch'; readonly path: string; readonly before: string | null }
  | { readonly kind: 'restore'; readonly path: string; readonly before: string | null }
  | { readonly kind: 'remove'; readonly path: string; readonly before: string | null }
  /** Python must run exactly these bytes (null: no such file); after a patch it must also import them. */
  | {
      readonly kind: 'confirm'
      readonly files: Readonly<Record<string, string | null>>
      readonly byImport: boolean
    }
  /** Removes the backups that nothing refers to any more. */
  | { readonly kind: 'tidy'; readonly keep: readonly string[] }
  /** The last step. Null: nothing of ours stays. */
  | { readonly kind: 'close'; readonly journal: PatchJournal | null }

const ours: readonly FileState[] = ['patched', 'outdated', 'orphaned']

interface Planned {
  readonly path: string
  /** Null for a module of an earlier patch that today's no longer has. */
  readonly file: PatchFile | null
  readonly state: FileState
  readonly sha256: string | null
  /** sha256 of what lies, or must lie, in the backup; null: there was no such file. */
  readonly original: string | null
}

/**
 * Every file of the patch with what it is now and what it was before mergescope came. Added modules come
 * before the files that import them, so that mergekit can be imported at any moment.
 */
function filesOfInstall(manifest: PatchManifest, seen: SeenInstall, stated: StatedInstall): Planned[] {
  const version = seen.mergekit?.version ?? ''
  const known = filesOf(manifest, version)
  const planned = stated.files.map(({ path, state, sha256 }) => {
    const file = known.find((entry) => entry.path === path) ?? null
    const entry = journalEntry(seen.journal, version, path)
    const original = ours.includes(state) ? (entry ? entry.original : (file?.pristine ?? null)) : sha256
    return { path, file, state, sha256, original }
  })
  const isModule = (file: Planned) => (file.file?.pristine ?? null) === null
  return [...planned.filter(isModule), ...planned.filter((item) => !isModule(item))]
}

function openJournal(
  operation: PatchJournal['operation'],
  seen: SeenInstall,
  files: Planned[],
): PatchJournal {
  const line = ({ path, file, state, sha256, original }: Planned): JournalFile => ({
    path,
    original,
    written: [
      ...new Set([file?.patched ?? [], ours.includes(state) && sha256 !== null ? sha256 : []].flat()),
    ],
  })
  const version = seen.mergekit?.version ?? ''
  return { schema: 1, operation, open: true, version, files: files.map(line) }
}

/** True when a killed patcher, a reinstall or an earlier patch left something that no longer has a meaning. */
export function hasLeftovers(seen: SeenInstall, stated: StatedInstall): boolean {
  if (seen.scraps.length > 0 || stated.files.some((file) => file.state === 'orphaned')) return true
  return stated.state === 'clean' && (seen.journal !== null || seen.backups.length > 0)
}

/**
 * The steps from whatever lies there to a whole patch. Empty when there is nothing to do. All files are on
 * disk before the first takes its name, so that a full disk is met while nothing has changed yet.
 */
export function planApply(manifest: PatchManifest, seen: SeenInstall, stated: StatedInstall): PatchStep[] {
  if (stated.state === 'patched' && !hasLeftovers(seen, stated)) return []
  const all = filesOfInstall(manifest, seen, stated)
  const wanted = all.filter((item) => item.file !== null)
  const changed = wanted.filter((item) => item.sha256 !== item.file!.patched)
  const journal = openJournal('apply', seen, all)
  const fresh = stated.state !== 'patched'
  const kept = journal.files.filter((line) => wanted.some((item) => item.path === line.path))
  const confirm: PatchStep = {
    kind: 'confirm',
    files: Object.fromEntries(wanted.map(({ path, file }) => [path, file!.patched])),
    byImport: true,
  }
  return [
    ...(fresh ? [{ kind: 'journal', journal } as const] : []),
    ...changed.flatMap(({ path, state, sha256 }): PatchStep[] =>
      sha256 === null || ours.includes(state) ? [] : [{ kind: 'backup', path, sha256 }],
    ),
    ...changed.map(
      ({ path, file }): PatchStep => ({ kind: 'stage', path, source: file!.source, after: file!.patched }),
    ),
    ...changed.map(({ path, sha256 }): PatchStep => ({ kind: 'patch', path, before: sha256 })),
    ...all.flatMap(({ path, file, sha256 }): PatchStep[] =>
      file === null ? [{ kind: 'remove', path, before: sha256 }] : [],
    ),
    ...(fresh ? [confirm] : []),
    { kind: 'tidy', keep: wanted.flatMap(({ original }) => original ?? []) },
    { kind: 'close', journal: { ...journal, open: false, files: kept } },
  ]
}

/**
 * The steps back to the bytes that were there before, and to no trace of us. Only files that hold our bytes
 * are touched, so a mergekit that was reinstalled meanwhile keeps its own.
 */
export function planRevert(manifest: PatchManifest, seen: SeenInstall, stated: StatedInstall): PatchStep[] {
  const files = filesOfInstall(manifest, seen, stated).reverse()
  const back = files.filter((item) => ours.includes(item.state))
  if (back.length === 0 && !hasLeftovers(seen, stated) && stated.state !== 'half') return []
  const journal: PatchStep = { kind: 'journal', journal: openJournal('revert', seen, files) }
  return [
    ...(back.length > 0 ? [journal] : []),
    ...back.flatMap(({ path, original }): PatchStep[] =>
      original === null ? [] : [{ kind: 'stage', path, source: null, after: original }],
    ),
    ...back.map(
      ({ path, sha256, original }): PatchStep => ({
        kind: original === null ? 'remove' : 'restore',
        path,
        before: sha256,
      }),
    ),
    {
      kind: 'confirm',
      files: Object.fromEntries(files.map(({ path, original }) => [path, original])),
      byImport: false,
    },
    { kind: 'tidy', keep: [] },
    { kind: 'close', journal: null },
  ]
}

/** Paths whose original bytes a revert needs and no backup holds. */
export function missingBackups(seen: SeenInstall, steps: readonly PatchStep[]): string[] {
  return steps.flatMap((step) =>
    step.kind === 'stage' && step.source === null && !seen.backups.includes(step.after) ? [step.path] : [],
  )
}
