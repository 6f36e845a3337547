import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { longestSuffix } from '../lock/lock.ts'
import { unwritable } from '../write/unwritable.ts'
import { besideName } from './beside-name.ts'
import { isMountPoint } from './mount-point.ts'
import { halfMoved } from './move-entries.ts'

// All paths here are absolute: `placeOutput` makes the one that a run uses.

export const stagingInside = '.mergescope-staging'

/**
 * Where a run writes: hidden beside the output, on the same disk, so that one rename publishes it; inside of
 * an output that is a mount point, such as a container's volume, since beside it is another disk.
 */
export function stagingOf(output: string): string {
  if (isMountPoint(output)) return join(output, stagingInside)
  return join(
    dirname(output),
    besideName('.', basename(output), '.mergescope', '.lock'.length + longestSuffix.length),
  )
}

/** Whoever holds this lock writes in the staging folder. */
export const lockOf = (output: string): string => `${stagingOf(output)}.lock`

/** What an output that failed its checks is called, without the number that may follow. */
export const failedName = (output: string): string => besideName('', basename(output), '.failed', 4)

/** Names in a folder; null when there is none. Throws `path-unusable` when a file is in the place. */
export async function entriesOf(folder: string): Promise<readonly string[] | null> {
  try {
    return await readdir(folder)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw unwritable(folder, thrown)
  }
}

/**
 * Names in the output folder that are not a run's own: of a mount point, staging lies inside, and a run that was killed
 * in its last step has left a part of its files.
 */
export async function outputEntries(output: string): Promise<readonly string[] | null> {
  const names = await entriesOf(output)
  if (names === null || !isMountPoint(output)) return names
  const failed = failedName(output)
  const moved = await halfMoved(stagingOf(output))
  const own = (name: string) =>
    name === 'lost+found' || name.startsWith(stagingInside) || name.startsWith(failed) || moved.includes(name)
  return names.filter((name) => !own(name))
}

/** Whether the staging folder holds weights, and not only a log and a plan. */
export async function holdsWork(output: string): Promise<boolean> {
  const names = (await entriesOf(stagingOf(output))) ?? []
  return names.some((name) => name.includes('.safetensors'))
}

/** Whether a weight file of the run is whole, in the staging folder or already on its way out of it. */
export async function holdsFinished(output: string): Promise<boolean> {
  const staging = stagingOf(output)
  const names = [...((await entriesOf(staging)) ?? []), ...(await halfMoved(staging))]
  return names.some((name) => name.endsWith('.safetensors'))
}

/** Bytes of the files in the staging folder. */
export async function stagingBytes(output: string): Promise<number> {
  const staging = stagingOf(output)
  const names = (await entriesOf(staging)) ?? []
  const sizes = await Promise.all(names.map((name) => stat(join(staging, name)).catch(() => null)))
  return sizes.reduce((sum, info) => sum + (info?.isFile() ? info.size : 0), 0)
}

export async function discardStaging(output: string): Promise<void> {
  await rm(stagingOf(output), { recursive: true, force: true })
}
