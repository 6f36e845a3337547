import { type JournalFile, journalEntry, type PatchJournal } from './journal.ts'
import { filesOf, type PatchFile, type PatchManifest } from './manifest.ts'
import type { FileState, SeenInstall, StatedInstall } from './state.ts'

/** One thing to do to an install. `before` is what must still lie there when its turn comes. */
export type PatchStep =
  | { readonly kind: 'journal'; readonly journal: PatchJournal }
  | { readonly kind: 'backup'; readonly path: string; readonly sha256: string }
  | {
      readonly kind: 'patch'
      readonly path: string
      readonly source: string
      readonly before: string | null
      readonly after: string
    }
  | {
      readonly kind: 'restore'
      readonly path: string
      readonly before: string | null
      readonly after: string
    }
  | { readonly kind: 'remove'; readonly path: string; readonly before: string | null }
  /** Python must run exactly these bytes (null: no such file); after a patch it must also import them. */
  | {
      readonly kind: 'confirm'
      readonly files: Readonly<Record<string, string | null>>
      readonly byImport: boolean
    }
  /** Removes temporary files and the backups that nothing refers to any more. */
  | { readonly kind: 'tidy'; readonly keep: readonly string[] }
  /** The last step. Null: nothing of ours stays. */
  | { readonly kind: 'close'; readonly journal: PatchJournal | null }

const ours: readonly FileState[] = ['patched', 'outdated', 'orphaned']

interface Planned {
  readonly file: PatchFile
  readonly state: FileState
  readonly sha256: string | null
  /** sha256 of what lies, or must lie, in the backup; null: there was no such file. */
  readonly original: string | null
}

/** Every file of the patch with what it is now and what it was before mergescope came. */
function filesOfInstall(manifest: PatchManifest, seen: SeenInstall, stated: StatedInstall): Planned[] {
  const version = seen.mergekit?.version ?? ''
  return filesOf(manifest, version).map((file, index) => {
    const { state, sha256 } = stated.files[index]!
    const entry = journalEntry(seen.journal, version, file.path)
    const original = ours.includes(state) ? (entry ? entry.original : file.pristine) : sha256
    return { file, state, sha256, original }
  })
}

/** Added modules come before the files that import them, so that mergekit can be imported at any moment. */
function modulesFirst(files: readonly Planned[]): Planned[] {
  return [
    ...files.filter((one) => one.file.pristine === null),
    ...files.filter((one) => one.file.pristine !== null),
  ]
}

const journalLine = ({ file, state, sha256, original }: Planned): JournalFile => ({
  path: file.path,
  original,
  written: [...new Set([file.patched, ...(ours.includes(state) && sha256 !== null ? [sha256] : [])])],
})

/** True when a killed patcher or a reinstall left something of ours that no longer has a meaning. */
export function hasLeftovers(seen: SeenInstall, stated: StatedInstall): boolean {
  if (seen.scraps.length > 0 || stated.files.some((file) => file.state === 'orphaned')) return true
  return stated.state === 'clean' ? seen.journal !== null || seen.backups.length > 0 : false
}

/** The steps from whatever lies there to a whole patch. Empty when there is nothing to do. */
export function planApply(manifest: PatchManifest, seen: SeenInstall, stated: StatedInstall): PatchStep[] {
  const files = modulesFirst(filesOfInstall(manifest, seen, stated))
  const version = seen.mergekit?.version ?? ''
  const journal: PatchJournal = {
    schema: 1,
    operation: 'apply',
    open: true,
    version,
    files: files.map(journalLine),
  }
  const originals = files.flatMap(({ original }) => original ?? [])
  const tidy: PatchStep = { kind: 'tidy', keep: originals }
  if (stated.state === 'patched') return seen.scraps.length > 0 ? [tidy] : []
  const changed = files.filter((one) => one.state !== 'patched' && one.sha256 !== one.file.patched)
  return [
    { kind: 'journal', journal },
    ...changed.flatMap(({ file, state, sha256 }): PatchStep[] =>
      sha256 === null || ours.includes(state) ? [] : [{ kind: 'backup', path: file.path, sha256 }],
    ),
    ...changed.map(
      ({ file, sha256 }): PatchStep => ({
        kind: 'patch',
        path: file.path,
        source: file.source,
        before: sha256,
        after: file.patched,
      }),
    ),
    {
      kind: 'confirm',
      files: Object.fromEntries(files.map(({ file }) => [file.path, file.patched])),
      byImport: true,
    },
    tidy,
    { kind: 'close', journal: { ...journal, open: false } },
  ]
}

/**
 * The steps back to the bytes that were there before, and to no trace of us. Only files that hold our bytes
 * are touched, so a mergekit that was reinstalled meanwhile keeps its own.
 */
export function planRevert(manifest: PatchManifest, seen: SeenInstall, stated: StatedInstall): PatchStep[] {
  const files = modulesFirst(filesOfInstall(manifest, seen, stated)).reverse()
  const back = files.filter((one) => ours.includes(one.state))
  if (back.length === 0 && !hasLeftovers(seen, stated) && stated.state !== 'half') return []
  const version = seen.mergekit?.version ?? ''
  const journal: PatchJournal = {
    schema: 1,
    operation: 'revert',
    open: true,
    version,
    files: files.map(journalLine),
  }
  return [
    { kind: 'journal', journal },
    ...back.map(
      ({ file, sha256, original }): PatchStep =>
        original === null
          ? { kind: 'remove', path: file.path, before: sha256 }
          : { kind: 'restore', path: file.path, before: sha256, after: original },
    ),
    {
      kind: 'confirm',
      files: Object.fromEntries(files.map(({ file, original }) => [file.path, original])),
      byImport: false,
    },
    { kind: 'tidy', keep: [] },
    { kind: 'close', journal: null },
  ]
}

/** Paths whose original bytes a revert needs and no backup holds. */
export function missingBackups(seen: SeenInstall, steps: readonly PatchStep[]): string[] {
  return steps.flatMap((step) =>
    step.kind === 'restore' && !seen.backups.includes(step.after) ? [step.path] : [],
  )
}
