import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MergescopeError } from '../../../core/errors.ts'
import { type Lock, takeLock } from '../lock/lock.ts'
import { makeFolder } from '../write/make-folder.ts'
import { unwritable } from '../write/unwritable.ts'
import { entriesOf, holdsWork, lockOf, stagingOf } from './output-folder.ts'
import { asideOf, undoPublish } from './undo-publish.ts'

/** What a run that ended in the middle has left. */
export type Leftover = 'continue' | 'discard' | 'refuse'

/**
 * Makes the staging folder this process's own; the lock is released when the run is over. Throws
 * `output-exists` when another run holds it, `output-unfinished` when one was interrupted and nobody said what to do.
 */
export async function claimStaging(
  output: string,
  leftover: Leftover,
  signal: AbortSignal,
  tell: (waiting: string) => void = () => undefined,
): Promise<Lock> {
  const staging = stagingOf(output)
  const lock = await lockStaging(output, signal, tell)
  try {
    await undoPublish(output)
    const isWorthless = !(await holdsWork(output))
    if (!isWorthless && leftover === 'refuse')
      throw new MergescopeError('output-unfinished', `${staging} holds the work of an interrupted run`, {
        hint: 'continue with --resume, or remove it with --discard',
        context: { path: staging },
      })
    if (isWorthless || leftover === 'discard') await rm(staging, { recursive: true, force: true })
    await makeFolder(join(staging, 'mergescope'))
    return lock
  } catch (thrown) {
    await lock.release()
    throw thrown instanceof MergescopeError ? thrown : unwritable(output, thrown, dirname(stagingOf(output)))
  }
}

/**
 * Where a run was killed while it replaced a model: gives the old one its place again, before anybody takes the output
 * for empty. True where there was one.
 */
export async function restoreReplaced(output: string, signal: AbortSignal): Promise<boolean> {
  if ((await entriesOf(asideOf(output))) === null) return false
  const lock = await lockStaging(output, signal)
  try {
    return await undoPublish(output)
  } catch (thrown) {
    throw unwritable(output, thrown)
  } finally {
    await lock.release()
  }
}

async function lockStaging(
  output: string,
  signal: AbortSignal,
  tell: (waiting: string) => void = () => undefined,
): Promise<Lock> {
  const began = performance.now()
  const busy = new MergescopeError('output-exists', `another run is writing ${output} at this moment`, {
    hint: 'wait for it, or give another folder with -o',
    context: { path: output },
  })
  try {
    return await takeLock(lockOf(output), {
      signal,
      onWait: (owner) => {
        if (owner === 'silent')
          tell(`another run has left its lock on ${output}; waiting for a sign of life, a minute at most`)
      },
      // One that is about to end is waited for.
      onAlive: () => {
        if (performance.now() - began > 1000) throw busy
      },
    })
  } catch (thrown) {
    throw thrown instanceof MergescopeError ? thrown : unwritable(output, thrown, dirname(stagingOf(output)))
  }
}
