import { readdir } from 'node:fs/promises'
import { basename, dirname, join, parse } from 'node:path'
import { unlinkIfThere } from './unlink.ts'

/**
 * Removes every compiled form of a source file, of any Python and optimisation level. Python trusts a .pyc
 * whose recorded mtime (whole seconds) and size match the source, so an edit of equal size within the same
 * second would go on running the old code.
 */
export async function removeBytecode(source: string, pycachePrefix: string | null): Promise<void> {
  const folder = dirname(source)
  const beside = join(folder, '__pycache__')
  const apart = pycachePrefix === null ? [] : [join(pycachePrefix, folder.slice(parse(folder).root.length))]
  const stem = basename(source, '.py')
  for (const cache of [beside, ...apart]) {
    const names = await readdir(cache).catch(() => [])
    const stale = names.filter((name) => name.startsWith(`${stem}.`) && name.endsWith('.pyc'))
    for (const name of stale) await unlinkIfThere(join(cache, name))
  }
}
