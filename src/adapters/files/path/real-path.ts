import { readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** As many links in a row as Linux follows. */
const most = 40

/**
 * Where a path leads once all links are followed, also when its end is not there yet: links of the part that
 * exists, and a link to what does not exist. Throws the system's error for links that lead in a circle.
 */
export async function realPath(path: string, links = 0): Promise<string> {
  const full = resolve(path)
  try {
    return await realpath(full)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ELOOP' || links > most) throw thrown
  }
  const above = dirname(full)
  if (above === full) return full
  const target = await readlink(full).catch(() => null)
  const parent = await realPath(above, links)
  return target === null ? join(parent, basename(full)) : realPath(resolve(parent, target), links + 1)
}

/** The same for a path that is only compared: one that leads nowhere stays as it is. */
export const realOrSame = (path: string): Promise<string> => realPath(path).catch(() => resolve(path))
