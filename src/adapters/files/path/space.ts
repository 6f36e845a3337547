import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Bytes that this user can still write on the disk of `path`, which need not exist yet; null where unknown. */
export async function freeBytes(path: string): Promise<number | null> {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    } catch {
      if (folder === dirname(folder)) return null
    }
  }
}
