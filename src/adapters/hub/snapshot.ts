import { randomUUID } from 'node:crypto'
import { copyFile, link, readlink, rename, symlink, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { linkTarget, type RepositoryFolders } from '../../core/hub/cache-layout.ts'
import { checkRevision, isCommit } from '../../core/hub/names.ts'
import { readOwn } from '../files/read/read-own.ts'
import { makeFolder } from '../files/write/make-folder.ts'

/** Makes `snapshots/<commit>/<path>` show the blob, in one step, whatever stood there before. */
export async function linkFile(
  folders: RepositoryFolders,
  commit: string,
  path: string,
  blob: string,
): Promise<void> {
  const target = linkTarget(path, blob)
  const file = join(folders.snapshots, commit, path)
  if ((await readlink(file).catch(() => null)) === target) return
  await makeFolder(dirname(file))
  const draft = `${file}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await symlink(target, draft)
  } catch (thrown) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown
    // A file system without symbolic links: a second name for the same bytes, or else a copy.
    const source = join(folders.blobs, blob)
    await link(source, draft).catch(() => copyFile(source, draft))
  }
  await rename(draft, file).catch(async (thrown) => {
    await unlink(draft).catch(() => undefined)
    throw thrown
  })
}

/** Remembers which commit a branch or tag meant, for whoever asks offline. */
export async function writeRef(folders: RepositoryFolders, revision: string, commit: string): Promise<void> {
  if (isCommit(revision)) return
  const file = join(folders.refs, checkRevision(revision))
  if ((await readOwn(file).catch(() => null)) === commit) return
  await makeFolder(dirname(file))
  const draft = `${file}.${randomUUID().slice(0, 8)}.tmp`
  await writeFile(draft, commit)
  await rename(draft, file)
}

/** The commit that a revision meant when it was last fetched; null where the cache does not know. */
export async function readRef(folders: RepositoryFolders, revision: string): Promise<string | null> {
  if (isCommit(revision)) return revision
  const text = await readOwn(join(folders.refs, checkRevision(revision))).catch(() => '')
  return isCommit(text.trim()) ? text.trim() : null
}
