import { type Stats, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { outputPath } from '../path/output-path.ts'
import { unwritable } from '../write/unwritable.ts'
import { writeWhole } from '../write/write-whole.ts'
import { tryIn } from './check-writable.ts'

/**
 * Where the file that a user names for writing really lies, once it is known that it can be written. Throws
 * `path-unusable` for a folder, for a file in a folder that is not there, and where nothing can be written.
 */
export async function namedFile(shown: string, option: string): Promise<string> {
  if (isStream(shown)) return shown
  const path = await outputPath(shown, option)
  try {
    const there = lookAt(path)
    if (there?.isDirectory() || /[\\/]$/.test(shown))
      throw new Error(`${path} is a folder, and a file is wanted`)
    if (!lookAt(dirname(path))) throw new Error(`there is no folder ${dirname(path)}`)
    tryIn(dirname(path))
  } catch (thrown) {
    throw unwritable(shown, thrown, dirname(path), option)
  }
  return path
}

/** What lies there; undefined where nothing does. Throws what the system says of a path that it cannot look at. */
const lookAt = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false })

/** Whether it is a pipe or a device, such as /dev/stdout, which may lead where no path does. */
function isStream(path: string): boolean {
  try {
    const there = lookAt(path)
    return there !== undefined && !there.isFile() && !there.isDirectory()
  } catch {
    return false
  }
}

/** Writes the whole of a file that a user named; into a pipe or a device as it stands. */
export async function writeNamedFile(shown: string, option: string, content: string): Promise<void> {
  const path = await namedFile(shown, option)
  if (isStream(path))
    await writeFile(path, content).catch((thrown: unknown) => {
      throw unwritable(shown, thrown, path, option)
    })
  else await writeWhole(path, content)
}
