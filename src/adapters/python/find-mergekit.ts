import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * The version of the mergekit in an interpreter's environment by the name of its metadata, without starting Python;
 * null where none lies in the usual place.
 */
export async function findMergekit(python: string): Promise<string | null> {
  const prefix = dirname(dirname(python))
  const lib = join(prefix, 'lib')
  const versions = (await namesIn(lib)).filter((name) => /^python3/.test(name))
  const folders = [...versions.map((name) => join(lib, name)), join(prefix, 'Lib')]
  for (const folder of folders)
    for (const name of await namesIn(join(folder, 'site-packages'))) {
      const version = /^mergekit-(.+)\.dist-info$/.exec(name)?.[1]
      if (version !== undefined) return version
    }
  return null
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])
