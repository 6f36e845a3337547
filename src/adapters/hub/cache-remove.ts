import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MergescopeError } from '../../core/errors.ts'
import {
  lockName,
  partName,
  repositoryFolders,
  usesName,
  validatorName,
  verifiedName,
} from '../../core/hub/cache-layout.ts'
import type { Removal } from '../../core/hub/cache-removal.ts'
import { isLocked } from '../files/lock/lock.ts'

/**
 * Removes what a plan names: links first, so that no snapshot ever shows a file that is gone.
 * Throws `cache-busy` while another process downloads into the repository.
 */
export async function removeFromCache(cache: string, removal: Removal): Promise<void> {
  const folders = repositoryFolders(cache, removal.repository)
  const locks = await readdir(folders.locks).catch(() => [])
  for (const name of locks)
    if (name.endsWith(lockName('')) && (await isLocked(join(folders.locks, name))))
      throw new MergescopeError(
        'cache-busy',
        `${removal.repository} is being downloaded by another process`,
        {
          hint: 'wait until it is done, or stop it',
        },
      )
  for (const revision of removal.revisions) await rm(join(folders.refs, revision), { force: true })
  for (const commit of removal.commits) {
    await rm(join(folders.snapshots, commit), { recursive: true, force: true })
    await rm(join(folders.locks, usesName(commit)), { force: true })
  }
  for (const blob of removal.blobs) {
    for (const name of [blob, partName(blob), validatorName(blob)])
      await rm(join(folders.blobs, name), { force: true })
    await rm(join(folders.locks, verifiedName(blob)), { force: true })
  }
  if (!removal.whole) return
  await rm(folders.root, { recursive: true, force: true })
  await rm(folders.locks, { recursive: true, force: true })
}
