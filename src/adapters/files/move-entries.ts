import { mkdir, readdir, rename, rmdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What makes a folder a model for those who read it; `mergescope` tells that a folder is ours. */
const rank = (name: string) =>
  name === 'mergescope' ? 0 : name === 'config.json' ? 3 : name.endsWith('.index.json') ? 2 : 1

/**
 * Moves a finished model into `target` name by name, the index and the config last: until then nothing there
 * looks like a model.
 */
export async function moveIn(staging: string, target: string): Promise<void> {
  const names = await readdir(staging)
  names.sort((left, right) => rank(left) - rank(right))
  for (const name of names) await rename(join(staging, name), join(target, name))
  await rmdir(staging)
}

/** Moves these names of a folder aside, the config and the index first. */
export async function moveAside(folder: string, names: readonly string[], aside: string): Promise<void> {
  await mkdir(aside)
  for (const name of [...names].sort((left, right) => rank(right) - rank(left)))
    await rename(join(folder, name), join(aside, name))
}
