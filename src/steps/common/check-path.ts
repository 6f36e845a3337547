import { checkFolder, checkWritable } from '../../adapters/files/output/check-writable.ts'
import { namedFile } from '../../adapters/files/output/named-file.ts'
import { outputAddress, outputPath } from '../../adapters/files/path/output-path.ts'
import { nameless } from '../../adapters/files/write/unwritable.ts'

/**
 * Looks whether a path that a user named can be used: a folder to fill or to use, a file to write, or the place of a
 * model to make. Leaves nothing behind. Errors: `path-unusable`, `disk-full`.
 * @param option by which it was named
 * @returns where it lies, absolute and without links; of a model in object storage its address
 */
export async function checkPath(
  shown: string,
  kind: 'fill' | 'use' | 'write' | 'make',
  option: string,
): Promise<string> {
  if (shown.trim() === '') throw nameless(option)
  if (kind === 'write') return namedFile(shown, option)
  const address = kind === 'make' ? outputAddress(shown) : null
  if (address !== null) return address
  const path = await outputPath(shown, option)
  await (kind === 'use' ? checkFolder : checkWritable)(path, shown, option)
  return path
}
