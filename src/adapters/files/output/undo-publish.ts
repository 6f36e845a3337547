import { rename, rmdir } from 'node:fs/promises'
import { isMountPoint } from './mount-point.ts'
import { moveBack, moveIn, underWay } from './move-entries.ts'
import { entriesOf, stagingOf } from './output-folder.ts'

/** Where a full output waits until its successor has taken its place. */
export const asideOf = (output: string): string => `${stagingOf(output)}.old`

/**
 * Undoes a publishing that was ended in the middle: the new model goes back into staging, and the old one that was
 * moved aside for it back into its place, unless a whole one is there. True where an old one came back. To be called
 * by the owner of the lock.
 */
export async function undoPublish(output: string): Promise<boolean> {
  const stays = isMountPoint(output)
  if (stays) await moveBack(stagingOf(output), output)
  const aside = asideOf(output)
  const old = (await entriesOf(aside))?.filter((name) => !name.startsWith(underWay))
  if (old === undefined) return false
  const there = await entriesOf(output)
  if (stays) {
    // Names are moved one by one: as long as the new model is not whole, no name is in both places.
    if (old.some((name) => there?.includes(name))) return false
    await moveIn(aside, output)
    return old.length > 0
  }
  if (there !== null && there.length > 0) return false
  if (there !== null) await rmdir(output)
  await rename(aside, output)
  return true
}
