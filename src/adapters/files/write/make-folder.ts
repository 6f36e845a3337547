import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those around it, one after the other. Node's own `recursive` never ends, at full load, where the
 * system says ENOENT below a folder that is there, as /proc and some network drives do.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    const around = dirname(path)
    if (code === 'ENOENT' && around !== path) {
      if (!(await isFolder(around))) await makeFolder(around)
      // Once more, and not again: somebody may have made the folder around since, or by now this very one.
      return mkdir(path).catch((again) => acceptFolder(path, again))
    }
    await acceptFolder(path, thrown)
  }
}

async function acceptFolder(path: string, thrown: unknown): Promise<void> {
  if (!(await isFolder(path))) throw thrown
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
