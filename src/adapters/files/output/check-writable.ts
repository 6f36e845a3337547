import { mkdtempSync, rmdirSync } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { longestSuffix } from '../lock/lock.ts'
import { unwritable } from '../write/unwritable.ts'
import { lockOf, stagingInside, stagingOf } from './output-folder.ts'

/**
 * Makes a folder where the output will be made, and takes it away at once: only then is it known. Throws
 * `path-unusable` with the reason; `shown` is what the user calls the output.
 */
export async function checkWritable(output: string, shown: string, option = '-o'): Promise<void> {
  let nearest = output
  try {
    await kindOf(`${lockOf(output)}${longestSuffix}`)
    if ((await kindOf(output)) === 'file') throw notFolder
    nearest = dirname(stagingOf(output))
    for (let kind = await kindOf(nearest); kind !== 'folder'; kind = await kindOf(nearest)) {
      if (kind === 'file') throw notFolder
      nearest = dirname(nearest)
    }
    tryIn(nearest)
  } catch (thrown) {
    throw unwritable(shown, thrown, nearest, option)
  }
}

/** The same for a folder that is read and, perhaps, written: whether it is one, or can be made. */
export async function checkFolder(folder: string, shown: string, option: string): Promise<void> {
  let nearest = folder
  try {
    for (let kind = await kindOf(nearest); kind !== 'folder'; kind = await kindOf(nearest)) {
      if (kind === 'file') throw notFolder
      nearest = dirname(nearest)
    }
  } catch (thrown) {
    throw unwritable(shown, thrown, nearest, option)
  }
}

/** Makes a folder in a place and takes it away again. Throws what the system says where it does not let that happen. */
export const tryIn = (nearest: string): void => rmdirSync(mkdtempSync(join(nearest, `${stagingInside}-`)))

const notFolder = Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })

async function kindOf(path: string): Promise<'folder' | 'file' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException
    if (!['ENOENT', 'ENOTDIR'].includes(code)) throw thrown
    return (await lstat(path).catch(() => null)) === null ? null : 'file'
  }
}
