import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/**
 * Opens a regular file for reading. Neither a named pipe nor a device that took the file's place since it was looked at can
 * block: the open does not wait, and then what was opened is checked.
 * @param refusal the error for what is no file
 */
export async function openRegular(
  path: string,
  refusal: (opened: Stats) => Error,
  flags = 0,
): Promise<FileHandle> {
  // On Windows O_NONBLOCK is undefined, which counts as 0.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | flags)
  try {
    const opened = await handle.stat()
    if (opened.isFile()) return handle
    throw refusal(opened)
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
}
