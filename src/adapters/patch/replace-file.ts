import { chmod, chown, type FileHandle, open, rename, stat, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { unlinkIfThere } from './unlink.ts'
import { asPatchError } from './write-errors.ts'

/** Where a file is written before it takes its name; the prefix is what `tidy` looks for. */
export const scrapPrefix = '.mergescope-tmp-'

const scrapOf = (path: string) => join(dirname(path), `${scrapPrefix}${basename(path)}`)

async function sync(path: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'r')
    await handle.sync()
  } finally {
    await handle?.close()
  }
}

/**
 * Writes bytes beside their target, safely on disk, with the mode and owner of `like` and an mtime that differs
 * from the target's in whole seconds: a .pyc of the old bytes must not pass for one of the new.
 * @throws MergescopeError `patch-read-only`, `disk-full`, `patch-interrupted`
 */
export async function stageFile(path: string, bytes: Uint8Array, like: string): Promise<void> {
  const scrap = scrapOf(path)
  try {
    await unlinkIfThere(scrap)
    const handle = await open(scrap, 'wx')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await chmod(scrap, (await stat(like)).mode & 0o777)
    await giveTo(scrap, like)
    await differInSeconds(scrap, path)
  } catch (thrown) {
    throw asPatchError(thrown, path)
  }
}

/** What root makes in an environment of somebody else has to be theirs. */
export async function giveTo(path: string, like: string): Promise<void> {
  const { uid, gid } = await stat(like)
  // Some file systems know no owners: not tried without need.
  if (process.getuid?.() === 0 && uid !== 0) await chown(path, uid, gid)
}

async function differInSeconds(scrap: string, path: string): Promise<void> {
  const old = await stat(path).catch(() => undefined)
  const seconds = Math.floor((await stat(scrap)).mtimeMs / 1000)
  if (old && Math.floor(old.mtimeMs / 1000) === seconds) await utimes(scrap, seconds - 1, seconds - 1)
}

/**
 * Gives a staged file its name in one step: whoever looks sees the old file or the new one. Nothing is ever
 * written in place, since installers hard-link files from a cache that others share.
 */
export async function nameStaged(path: string): Promise<void> {
  await rename(scrapOf(path), path)
  await sync(dirname(path))
}

export async function replaceFile(path: string, bytes: Uint8Array, like: string): Promise<void> {
  await stageFile(path, bytes, like)
  await nameStaged(path)
}

export async function removeFile(path: string): Promise<void> {
  await unlinkIfThere(path)
  await sync(dirname(path))
}
