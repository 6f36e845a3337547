import type { Stats } from 'node:fs'
import { lstat, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { quote } from '../../../core/json/quote.ts'
import type { ModelFile } from '../../../core/model-files.ts'
import { kindOf } from '../read/kind-of.ts'

/** A file of a local model, with the path that reading it opens. */
export interface LocalFile extends ModelFile {
  readonly realPath: string | null
}

/**
 * The folder that links of a model may lead into: the model's own, or, for a snapshot in the Hub cache
 * (`models--org--name/snapshots/<commit>`, whose files are links to `../../blobs/…`), its repository.
 */
export function linkBoundary(folder: string): string {
  const snapshots = dirname(folder)
  const repository = dirname(snapshots)
  const isSnapshot = basename(snapshots) === 'snapshots' && basename(repository).startsWith('models--')
  return isSnapshot ? repository : folder
}

/** Whether the path lies in the folder; both real. */
function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Looks at one entry of a model folder without opening it; what must not be read gets `refused`. */
export async function describeEntry(fullPath: string, path: string, boundary: string): Promise<LocalFile> {
  const refuse = (refused: string): LocalFile => ({ path, size: 0, refused, realPath: null })
  try {
    const own = await lstat(fullPath)
    if (!own.isSymbolicLink()) return describeStats(own, path, fullPath)
    const target = await realpath(fullPath).catch(() => null)
    if (target === null) {
      const why = `is a link to ${quote(await readlink(fullPath))}, which leads nowhere`
      return { ...refuse(why), leadsNowhere: true }
    }
    if (!isInside(target, boundary))
      return refuse(`is a link that leaves the model's folder, to ${quote(target)}`)
    return describeStats(await stat(target), path, target)
  } catch (error) {
    return refuse(`cannot be looked at (${(error as NodeJS.ErrnoException).code ?? error})`)
  }
}

/** As `describeEntry`, of a path below the model's folder, which another file names; null where there is none. */
export async function describeNamed(root: string, path: string): Promise<LocalFile | null> {
  const [fullPath, boundary] = [join(root, path), linkBoundary(root)]
  const isThere = await lstat(fullPath).catch(() => null)
  if (!isThere) return null
  const folder = await realpath(dirname(fullPath))
  if (folder === root || isInside(folder, boundary)) return describeEntry(fullPath, path, boundary)
  const refused = `is behind a link that leaves the model's folder, to ${quote(folder)}`
  return { path, size: 0, refused, realPath: null }
}

function describeStats(stats: Stats, path: string, realPath: string): LocalFile {
  if (stats.isFile()) return { path, size: stats.size, realPath }
  const refused = { path, size: 0, refused: `is ${kindOf(stats)}, not a file`, realPath: null }
  return stats.isDirectory() && hasNameOfFile(path) ? { ...refused, isFolder: true } : refused
}

/** Whether a folder of this name is in the place of a file, which whoever asks for the name comes across. */
export const hasNameOfFile = (path: string): boolean =>
  /^[^/]+\.(json|safetensors|bin|pt|pth|ckpt|model|jinja|txt)$/.test(path)
