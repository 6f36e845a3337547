import { chmod, chown, type FileHandle, open, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

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

/** Writes the bytes beside their target, safely on disk, with the rights of `like`. */
async function writeScrap(path: string, bytes: Uint8Array, like: string): Promise<string> {
  const scrap = scrapOf(path)
  await rm(scrap, { force: true })
  const handle = await open(scrap, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  const model = await stat(like)
  await chmod(scrap, model.mode & 0o777)
  // Only root may give files away, and some file systems know no owners: not tried without need.
  if (process.getuid?.() === 0 && model.uid !== 0) await chown(scrap, model.uid, model.gid)
  return scrap
}

/**
 * Puts bytes under a name in one step: whoever looks sees the old file or the new one. Never in place, since
 * installers hard-link files from a cache that others share.
 * @param like a file whose mode and owner the new one gets
 * @param between called before each thing that changes what others see
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  like: string,
  between: () => Promise<void> | void = () => {},
): Promise<void> {
  await between()
  const scrap = await writeScrap(path, bytes, like)
  await differInSeconds(scrap, path)
  await between()
  await rename(scrap, path)
  await sync(dirname(path))
}

/** A .pyc made from the old bytes must not pass for one of the new bytes: see `removeBytecode`. */
async function differInSeconds(scrap: string, path: string): Promise<void> {
  const old = await stat(path).catch(() => undefined)
  const fresh = await stat(scrap)
  if (!old || Math.floor(old.mtimeMs / 1000) !== Math.floor(fresh.mtimeMs / 1000)) return
  const later = Math.floor(fresh.mtimeMs / 1000) - 1
  await utimes(scrap, later, later)
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true })
  await sync(dirname(path))
}
