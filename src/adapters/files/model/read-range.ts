import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/**
 * Opens a regular file for reading. Neither a named pipe nor a device that took the file's place since it
 * was looked at can block: the open does not wait, and then what was opened is checked.
 */
async function openFile(path: string): Promise<FileHandle> {
  // On Windows the last two are undefined, which counts as 0.
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants
  const handle = await open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw new Error('it is not a file any more')
}

/** The bytes [start, end); fewer only where the file ends. */
export async function readRange(path: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await openFile(path)
  try {
    const buffer = new Uint8Array(Math.max(0, Math.min(end, (await handle.stat()).size) - start))
    let filled = 0
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return filled === buffer.length ? buffer : buffer.slice(0, filled)
  } finally {
    await handle.close()
  }
}
