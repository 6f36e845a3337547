import { isAbsolute, relative, resolve } from 'node:path'
import { isFolder, withHome } from '../../adapters/files/model/model-folder.ts'
import { realOrSame } from '../../adapters/files/path/real-path.ts'
import type { RunResult } from '../../core/contract/run.ts'
import { parseMergeConfig } from '../../core/merge-config/parse.ts'
import { mentionedModels } from '../../core/merge-config/references.ts'
import { pathsOf } from '../../core/model-ref.ts'
import { seenFrom } from '../../core/run/seen-from.ts'

interface Seen {
  readonly result: RunResult
  /** The folder from which relative paths of the recipe lead to its donors, where that is not the current one. */
  readonly elsewhere: string | null
}

/**
 * The result of a run whose donors are called by the paths that lead to them from the current folder. Relative paths
 * of a recipe follow the folder in which it was run; one that leads nowhere from there stays as it is, and so do all
 * of a record that does not tell the folder.
 */
export async function seenFromHere(folder: string, result: RunResult): Promise<Seen> {
  const asItIs = { result, elsewhere: null }
  if (result.madeFrom === undefined) return asItIs
  const from = resolve(await realOrSame(folder), result.madeFrom)
  const here = process.cwd()
  const { config } = from === here ? { config: null } : parseMergeConfig(result.config)
  if (config === null) return asItIs
  const moved = new Map<string, string>()
  for (const { path } of pathsOf(mentionedModels(config))) {
    if (isAbsolute(path) || withHome(path) !== path) continue
    const place = resolve(from, path)
    if (await isFolder(place)) moved.set(path, asPath(relative(here, place)))
  }
  return moved.size > 0 ? { result: seenFrom(result, config, moved), elsewhere: from } : asItIs
}

/** Such that nobody takes it for a Hub id. */
const asPath = (path: string): string => (path.startsWith('.') || isAbsolute(path) ? path : `./${path}`)
