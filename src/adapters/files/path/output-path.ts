import { lstat, readlink, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { MergescopeError } from '../../../core/errors.ts'
import { addressSlip, isObjectUri, objectUri, withoutFileScheme } from '../../../core/object-uri.ts'
import { unwritable } from '../write/unwritable.ts'
import { realPath } from './real-path.ts'

/**
 * Where the output that a user names really lies, absolute and without links: a link to a folder is followed, and one
 * to a folder that can still be made. Throws `path-unusable` for a link that leads nowhere, and for what is no path.
 */
export async function outputPath(named: string, option = '-o'): Promise<string> {
  refuseAddress(named, option)
  const shown = withoutFileScheme(named)
  const link = await brokenLink(resolve(shown))
  try {
    const target = await realPath(shown)
    if (link === null) return target
    const around = dirname(await realPath(link))
    if (await exists(around)) return target
    const why = `${link} is a link to ${await readlink(link)}, and ${around} is not there`
    throw unwritable(shown, why, link, option)
  } catch (thrown) {
    throw thrown instanceof MergescopeError ? thrown : unwritable(shown, thrown, shown, option)
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The deepest part of a path that is a link to nothing. */
async function brokenLink(path: string): Promise<string | null> {
  for (let part = path; !(await exists(part)); part = dirname(part)) {
    const info = await lstat(part).catch(() => null)
    if (info?.isSymbolicLink()) return part
    if (part === dirname(part)) break
  }
  return null
}

/** An address may hold a secret, and is not repeated. */
function refuseAddress(text: string, option: string): void {
  const slip = isObjectUri(text)
    ? {
        why: 'of all that is written, only the output of a run can lie in object storage',
        hint: 'give a folder or file of this machine',
      }
    : addressSlip(text)
  if (slip)
    throw new MergescopeError('path-unusable', `what ${option} names cannot be used: ${slip.why}`, {
      hint: slip.hint,
    })
}

/** The address in object storage that an output has; null for that of a folder. Throws `path-unusable`. */
export const outputAddress = (shown: string): string | null =>
  isObjectUri(shown) ? objectUri(shown, 'path-unusable') : null
