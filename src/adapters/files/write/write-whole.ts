import { open, rename, rm } from 'node:fs/promises'
import { MergescopeError } from '../../../core/errors.ts'

/** Writes a file so that under its name there is either the old content or all of the new one. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.${process.pid}.part`
  try {
    const handle = await open(partial, 'w')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(partial, path)
  } catch (cause) {
    await rm(partial, { force: true })
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC'
    throw new MergescopeError(
      full ? 'disk-full' : 'file-unwritable',
      `${path} cannot be written: ${(cause as Error).message}`,
      {
        hint: full ? 'free some space and run it again' : 'check the folder and its permissions',
        context: { path },
        cause,
      },
    )
  }
}
