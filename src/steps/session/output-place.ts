import { access } from 'node:fs/promises'
import { holdsWork, lockOf, outputEntries, stagingOf } from '../../adapters/files/output/output-folder.ts'
import { outputPath } from '../../adapters/files/path/output-path.ts'
import { isObjectUri } from '../../core/object-uri.ts'

/** What lies where a run would write: something that it does not replace, or the work of an interrupted run. */
export interface TakenOutput {
  readonly output: string
  readonly by: 'files' | 'unfinished work'
  /** The next name that is free. */
  readonly next: string
}

/** null where a run can begin, and where only the run itself can tell: in object storage, and of what is no path. */
export async function takenOutput(output: string): Promise<TakenOutput | null> {
  if (output.trim() === '' || isObjectUri(output)) return null
  try {
    const path = await outputPath(output)
    const isFull = ((await outputEntries(path)) ?? []).length > 0
    if (!isFull && !(await holdsWork(path))) return null
    return { output, by: isFull ? 'files' : 'unfinished work', next: await freeFolder(output) }
  } catch {
    return null
  }
}

/**
 * The folder itself, or with the first number that makes it free: `merged`, `merged-2`. A number that belongs to its
 * name, as in `nemo-12`, is no count: `nemo-12-2`. Object storage is not asked: there it is always the next number.
 */
export async function freeFolder(name: string): Promise<string> {
  const [, stem = name, count] = /^(.*[^/])-(\d+)\/*$/.exec(name) ?? []
  if (isObjectUri(name)) return `${stem.replace(/\/+$/, '')}-${count === undefined ? 2 : Number(count) + 1}`
  if (!(await isTaken(name))) return name
  const counted = (count !== undefined && (await isTaken(stem)) ? stem : name).replace(/(?<=.)\/+$/, '')
  for (let next = 2; ; next++) if (!(await isTaken(`${counted}-${next}`))) return `${counted}-${next}`
}

/** Whether something is there, or another run makes it or was interrupted while it did. */
async function isTaken(name: string): Promise<boolean> {
  const path = await outputPath(name)
  const places = [path, stagingOf(path), lockOf(path)]
  return (await Promise.all(places.map(isThere))).includes(true)
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
