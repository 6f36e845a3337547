import { journalEntry } from './journal.ts'
import { filesOf, type PatchManifest } from './manifest.ts'
import { hasLeftovers, missingBackups, planRevert } from './plan.ts'
import { reinstall } from './problem.ts'
import type { FileState, SeenInstall, StatedFile, StatedInstall } from './state.ts'

const tidies = '`patch apply` or `patch revert` tidies it'

/** What a user should know about an install beyond its state, one sentence each. */
export function notesOn(manifest: PatchManifest, seen: SeenInstall, stated: StatedInstall): string[] {
  return [
    ...absentNotes(seen),
    ...halfNotes(seen, stated),
    ...together(stated, 'outdated', 'was written by another version of mergescope; `patch apply` renews it'),
    ...together(stated, 'orphaned', `is left over from an earlier patch; ${tidies}`),
    ...stated.files.flatMap((file) => fileNotes(manifest, seen, file)),
    ...leftoverNotes(seen, stated),
    ...backupNotes(manifest, seen, stated),
  ]
}

/** One note for all files of a state: a patch has many modules, and they share their fate. */
function together(stated: StatedInstall, state: FileState, what: string): string[] {
  const [first, ...more] = stated.files.filter((file) => file.state === state)
  if (!first) return []
  return [`${first.path}${more.length > 0 ? ` (and ${more.length} more)` : ''} ${what}`]
}

/** pip removes what it installed, and what the patch added stays as a folder that looks like a package. */
function absentNotes(seen: SeenInstall): string[] {
  if (seen.leftover === null) return []
  return [`what the patch added to an uninstalled mergekit is still in ${seen.leftover}; delete that folder`]
}

function halfNotes(seen: SeenInstall, stated: StatedInstall): string[] {
  if (stated.state !== 'half') return []
  if (stated.files.every((file) => ['patched', 'outdated'].includes(file.state)) && !seen.journal?.open)
    return []
  const what = seen.journal?.open
    ? `an unfinished ${seen.journal.operation} was found`
    : 'only a part of the patch is there'
  return [`${what}: \`patch apply\` completes the patch, \`patch revert\` takes it back`]
}

function fileNotes(manifest: PatchManifest, seen: SeenInstall, file: StatedFile): string[] {
  const { path, state, sha256 } = file
  const version = seen.mergekit?.version ?? ''
  const pristine = filesOf(manifest, version).find((file) => file.path === path)?.pristine ?? null
  if (state === 'older-embed_v2d')
    return [`${path} carries ${manifest.marker} and is not ours: an older embed_v2d, copied by hand`]
  if (state === 'clean' && sha256 !== pristine) return [`${path} is as released but for its line endings`]
  const original = journalEntry(seen.journal, version, path)?.original ?? null
  if (state === 'patched' && original !== null && original !== pristine)
    return [`${path} was not as released when it was patched; \`patch revert\` gives that very file back`]
  return []
}

function leftoverNotes(seen: SeenInstall, stated: StatedInstall): string[] {
  if (stated.state !== 'clean' || !hasLeftovers(seen, stated)) return []
  if (seen.journal === null && seen.backups.length === 0 && seen.scraps.length === 0) return []
  const of = seen.journal ? ` of a patch on mergekit ${seen.journal.version}` : ''
  return [`a stale backup or journal${of} is left beside mergekit; ${tidies}`]
}

function backupNotes(manifest: PatchManifest, seen: SeenInstall, stated: StatedInstall): string[] {
  if (stated.state !== 'patched' && stated.state !== 'half') return []
  const lost = missingBackups(seen, planRevert(manifest, seen, stated))
  if (lost.length === 0) return []
  return [
    `there is no whole backup of ${lost.join(', ')}; to take the patch back, run ${reinstall(seen, seen.mergekit?.version ?? '')}`,
  ]
}
