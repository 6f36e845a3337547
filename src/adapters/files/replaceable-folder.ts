import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MergescopeError } from '../../core/errors.ts'
import { modelFolders } from '../../core/run/model-names.ts'
import { whyNotReplaceable } from '../../core/run/replaceable.ts'
import { outputEntries } from './output-folder.ts'
import { realOrSame } from './real-place.ts'

/**
 * Throws `output-exists` where a full output is not a model and nothing else, or holds one of the run's inputs,
 * or lies in one, whatever links lead there.
 */
export async function refuseToReplace(output: string, inputs: readonly string[]): Promise<void> {
  const entries = (await outputEntries(output)) ?? []
  if (entries.length === 0) return
  const paths = await Promise.all(inputs.map(realOrSame))
  const objection = whyNotReplaceable(await realOrSame(output), await contents(output, entries), paths)
  if (objection === null) return
  throw new MergescopeError('output-exists', `${output} is not overwritten: ${objection.why}`, {
    hint: objection.hint,
    context: { path: output },
  })
}

/** Names of files, and of folders with a slash at the end; of a model's own folders also what they hold. */
async function contents(output: string, names: readonly string[]): Promise<readonly string[]> {
  const all: string[] = []
  for (const name of names) {
    const isFolder = (await lstat(join(output, name))).isDirectory()
    all.push(isFolder ? `${name}/` : name)
    if (!isFolder || !modelFolders.includes(name)) continue
    for (const below of await readdir(join(output, name))) all.push(`${name}/${below}`)
  }
  return all
}
