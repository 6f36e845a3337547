import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readOwn } from '../read/read-own.ts'
import { writeWhole } from '../write/write-whole.ts'

/** What makes a folder a model for those who read it; `mergescope` tells that a folder is ours. */
const rank = (name: string) =>
  name === 'mergescope' ? 0 : name === 'config.json' ? 3 : name.endsWith('.index.json') ? 2 : 1

/** In a staging folder whose files are on their way: the names of all of them. */
export const underWay = 'moving.json'

/**
 * Moves a finished model into `target` name by name, the index and the config last: until then nothing there
 * looks like a model. Where it is ended in the middle, `moveBack` undoes it.
 */
export async function moveIn(staging: string, target: string): Promise<void> {
  const names = (await readdir(staging)).filter((name) => !name.startsWith(underWay))
  names.sort((left, right) => rank(left) - rank(right))
  await writeWhole(join(staging, underWay), JSON.stringify(names))
  for (const name of names) await rename(join(staging, name), join(target, name))
  await rm(staging, { recursive: true })
}

/** Names in the target that a move which was ended in the middle has brought there. */
export async function halfMoved(staging: string): Promise<readonly string[]> {
  if (!existsSync(join(staging, underWay))) return []
  const names: string[] = JSON.parse(await readOwn(join(staging, underWay)))
  return names.filter((name) => !existsSync(join(staging, name)))
}

/** Gives the staging folder back what was moved out of it, the config and the index first. */
export async function moveBack(staging: string, target: string): Promise<void> {
  for (const name of [...(await halfMoved(staging))].reverse())
    await rename(join(target, name), join(staging, name))
  await rm(join(staging, underWay), { force: true })
}

/** Moves these names of a folder aside, the config and the index first. */
export async function moveAside(folder: string, names: readonly string[], aside: string): Promise<void> {
  await mkdir(aside)
  for (const name of [...names].sort((left, right) => rank(right) - rank(left)))
    await rename(join(folder, name), join(aside, name))
}
