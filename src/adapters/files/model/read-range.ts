import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { openRegular } from '../read/open-regular.ts'

/** No link that took the file's place is followed; on Windows the flag is undefined, which counts as 0. */
const openFile = (path: string): Promise<FileHandle> =>
  openRegular(path, () => new Error('it is not a file any more'), constants.O_NOFOLLOW)

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
