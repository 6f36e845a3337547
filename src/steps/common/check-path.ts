import { checkFolder, checkWritable } from '../../adapters/files/output/check-writable.ts'
import { namedFile } from '../../adapters/files/output/named-file.ts'
import { outputPath } from '../../adapters/files/path/output-path.ts'
import { nameless } from '../../adapters/files/write/unwritable.ts'

/**
 * Looks whether a path that a user named can be used: a folder to fill or to use, or a file to write. Leaves nothing
 * behind. Errors: `path-unusable`, `disk-full`.
 * @param option by which it was named
 * @returns where it lies, absolute and without links
 */
export async function checkPath(
  shown: string,
  kind: 'fill' | 'use' | 'write',
  option: string,
): Promise<string> {
  if (shown.trim() === '') throw nameless(option)
  if (kind === 'write') return namedFile(shown, option)
  const path = await outputPath(shown, option)
  await (kind === 'fill' ? checkWritable : checkFolder)(path, shown, option)
  return path
}
