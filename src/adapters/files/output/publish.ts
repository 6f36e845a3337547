import { lstat, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MergescopeError } from '../../../core/errors.ts'
import { makeDurable, syncFolder } from '../write/make-durable.ts'
import { unwritable } from '../write/unwritable.ts'
import { isMountPoint } from './mount-point.ts'
import { moveAside, moveIn } from './move-entries.ts'
import { failedName, outputEntries, stagingOf } from './output-folder.ts'
import { refuseToReplace } from './replaceable-folder.ts'
import { asideOf, undoPublish } from './undo-publish.ts'

/**
 * Gives the staging folder of `output` its final name, once all of it lies on the disk. An empty folder there gives
 * way; a full one only with `replace`, the inputs of the run, none of which may lie there. It is moved aside first, so
 * that at every moment one whole model lies under the name or none, and comes back where that fails. A mount point
 * keeps its place: there the files are moved one by one, the index and the config last.
 */
export async function publish(
  output: string,
  target: string,
  replace: readonly string[] | null,
): Promise<void> {
  const staging = stagingOf(output)
  const stays = isMountPoint(target)
  const aside = asideOf(output)
  let replaced = false
  try {
    await makeDurable(staging)
    const there = await outputEntries(target)
    if (there !== null && there.length > 0) {
      if (replace === null)
        throw new MergescopeError('output-exists', `${target} was filled by somebody else meanwhile`, {
          hint: 'give another folder with -o',
          context: { path: target },
        })
      await refuseToReplace(target, replace)
      await rm(aside, { recursive: true, force: true })
      replaced = true
      if (stays) await moveAside(target, there, aside)
      else await rename(target, aside)
    } else if (there !== null && !stays) await rmdir(target)
    if (stays) await moveIn(staging, target)
    else await rename(staging, target)
    await syncFolder(stays ? target : dirname(target))
    if (target === output) await rm(aside, { recursive: true, force: true })
  } catch (thrown) {
    if (replaced) await undoPublish(output).catch(() => undefined)
    throw thrown instanceof MergescopeError ? thrown : refused(target, thrown)
  }
}

/** The place could be written when the run began: now it is the disk that does not take the output. */
function refused(target: string, thrown: unknown): MergescopeError {
  const { code, message, hint, context } = unwritable(target, thrown)
  return new MergescopeError(code === 'path-unusable' ? 'file-unwritable' : code, message, {
    ...(hint && { hint }),
    context,
    cause: thrown,
  })
}

/**
 * The first free name for an output that failed its checks: `OUT.failed`, `OUT.failed-2` …, and for a mount point
 * the same inside it.
 */
export async function nameForFailed(output: string): Promise<string> {
  const whole = join(isMountPoint(output) ? output : dirname(output), failedName(output))
  for (let count = 1; ; count++) {
    const name = count === 1 ? whole : `${whole}-${count}`
    if ((await lstat(name).catch(() => null)) === null) return name
  }
}
