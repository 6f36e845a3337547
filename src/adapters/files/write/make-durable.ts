import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Waits until a folder and all that is in it lie on the disk, so that not even a power cut takes them. Throws the
 * system's error with the path: a disk that is full or fails may say so only now.
 */
export async function makeDurable(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    await (entry.isDirectory() ? makeDurable(path) : syncFile(path))
  }
  await syncFolder(folder)
}

/** Waits until the names in a folder lie on the disk; does nothing where the system cannot (Windows). */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform !== 'win32') await syncFile(folder)
}

async function syncFile(path: string): Promise<void> {
  // Windows syncs only what is open for writing; a folder cannot be.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r')
  try {
    await handle.sync()
  } catch (cause) {
    throw new Error(`${path} does not get to the disk: ${(cause as Error).message}`, { cause })
  } finally {
    await handle.close()
  }
}
