import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { MergescopeError } from '../../core/errors.ts'
import { type Lock, takeLock } from './lock.ts'
import { makeDurable, syncFolder } from './make-durable.ts'
import { isMountPoint } from './mount-point.ts'
import { halfMoved, moveAside, moveBack, moveIn } from './move-entries.ts'

const stagingInside = '.mergescope-staging'

/**
 * Where a run writes: hidden beside the output, on the same disk, so that one rename publishes it; inside of
 * an output that is a mount point, such as a container's volume, since beside it is another disk.
 */
export function stagingOf(output: string): string {
  const target = resolve(output)
  if (isMountPoint(target)) return join(target, stagingInside)
  return join(dirname(target), `.${basename(target)}.mergescope`)
}

/** Names in a folder; null when there is none. Throws `file-unwritable` when a file is in the place. */
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
  const failed = `${basename(resolve(output))}.failed`
  const moved = await halfMoved(stagingOf(output))
  const own = (name: string) =>
    name === 'lost+found' || name.startsWith(stagingInside) || name.startsWith(failed) || moved.includes(name)
  return names.filter((name) => !own(name))
}

/** What a run that ended in the middle has left. */
export type Leftover = 'continue' | 'discard' | 'refuse'

/**
 * Makes the staging folder this process's own; the lock is released when the run is over. Throws
 * `output-exists` when another run holds it, or when one was interrupted and nobody said what to do with it.
 */
export async function claimStaging(output: string, leftover: Leftover, signal: AbortSignal): Promise<Lock> {
  const staging = stagingOf(output)
  const lock = await lockStaging(output, staging, signal)
  try {
    if (isMountPoint(output)) await moveBack(staging, resolve(output))
    const isWorthless = !(await holdsWork(output))
    if (!isWorthless && leftover === 'refuse')
      throw new MergescopeError('output-exists', `an interrupted run has left its work in ${staging}`, {
        hint: 'go on with it with --resume, or remove it with --discard',
        context: { path: staging },
      })
    if (isWorthless || leftover === 'discard') await rm(staging, { recursive: true, force: true })
    await mkdir(join(staging, 'mergescope'), { recursive: true })
    return lock
  } catch (thrown) {
    await lock.release()
    throw thrown instanceof MergescopeError ? thrown : unwritable(staging, thrown)
  }
}

/** Whether the staging folder holds weights, and not only a log and a plan. */
export async function holdsWork(output: string): Promise<boolean> {
  const names = (await entriesOf(stagingOf(output))) ?? []
  return names.some((name) => name.includes('.safetensors'))
}

/** Bytes of the files in the staging folder. */
export async function stagingBytes(output: string): Promise<number> {
  const staging = stagingOf(output)
  const names = (await entriesOf(staging)) ?? []
  const sizes = await Promise.all(names.map((name) => stat(join(staging, name)).catch(() => null)))
  return sizes.reduce((sum, found) => sum + (found?.isFile() ? found.size : 0), 0)
}

async function lockStaging(output: string, staging: string, signal: AbortSignal): Promise<Lock> {
  const taken = new AbortController()
  const busy = new MergescopeError('output-exists', `another run is writing ${output} at this moment`, {
    hint: 'wait for it, or give another folder with -o',
    context: { path: output },
  })
  try {
    return await takeLock(`${staging}.lock`, {
      stale: 60_000,
      signal: AbortSignal.any([signal, taken.signal]),
      // A dead owner is recognised at once and gives way; one that is still there after this is alive.
      onWait: () => setTimeout(() => taken.abort(busy), 1000),
    })
  } catch (thrown) {
    throw thrown instanceof MergescopeError ? thrown : unwritable(staging, thrown)
  }
}

export async function discardStaging(output: string): Promise<void> {
  await rm(stagingOf(output), { recursive: true, force: true })
}

/**
 * Gives the staging folder of `output` its final name, once all of it lies on the disk. An empty folder there gives
 * way; a full one only with `replace`, and then it is moved aside first, so that at every moment one whole model
 * lies under the name or none. A mount point keeps its place: there the files are moved one by one, the index and
 * the config last.
 */
export async function publish(output: string, name: string, replace: boolean): Promise<void> {
  const target = resolve(name)
  const staging = stagingOf(output)
  const stays = isMountPoint(target)
  const aside = `${staging}.old`
  try {
    await makeDurable(staging)
    const there = await outputEntries(target)
    if (there !== null && there.length > 0) {
      if (!replace)
        throw new MergescopeError('output-exists', `${name} was filled by somebody else meanwhile`, {
          hint: 'give another folder with -o',
          context: { path: name },
        })
      await rm(aside, { recursive: true, force: true })
      if (stays) await moveAside(target, there, aside)
      else await rename(target, aside)
    } else if (there !== null && !stays) await rmdir(target)
    if (stays) await moveIn(staging, target)
    else await rename(staging, target)
    await syncFolder(stays ? target : dirname(target))
    await rm(aside, { recursive: true, force: true })
  } catch (thrown) {
    throw thrown instanceof MergescopeError ? thrown : unwritable(target, thrown)
  }
}

/**
 * The first free name for an output that failed its checks: `OUT.failed`, `OUT.failed-2` …, and for a mount point
 * the same inside it.
 */
export async function nameForFailed(output: string): Promise<string> {
  const whole = isMountPoint(output) ? join(output, basename(resolve(output))) : output
  for (let count = 1; ; count++) {
    const name = count === 1 ? `${whole}.failed` : `${whole}.failed-${count}`
    if ((await stat(name).catch(() => null)) === null) return name
  }
}

function unwritable(path: string, cause: unknown): MergescopeError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MergescopeError('file-unwritable', `${path} cannot be used for the output: ${reason}`, {
    hint: 'give a folder that you may write with -o',
    context: { path },
    cause,
  })
}
