import { unlink } from 'node:fs/promises'

/** Removes a file if it is there. `fs.rm` would hide a missing right behind ENOTDIR. */
export async function unlinkIfThere(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}
