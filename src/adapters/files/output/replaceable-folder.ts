import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MergescopeError } from '../../../core/errors.ts'
import { modelFolders } from '../../../core/run/model-names.ts'
import { whyNotReplaceable } from '../../../core/run/replaceable.ts'
import { realOrSame } from '../path/real-path.ts'
import { inputAround, inputInside } from '../path/same-path.ts'
import { outputEntries } from './output-folder.ts'

/**
 * Throws `output-exists` where a full output is not a model and nothing else, or holds one of the run's inputs,
 * or lies in one, whatever links and mounts lead there.
 */
export async function refuseToReplace(output: string, inputs: readonly string[]): Promise<void> {
  const entries = (await outputEntries(output)) ?? []
  if (entries.length === 0) return
  const paths = await Promise.all(inputs.map(realOrSame))
  const input = (await inputInside(output, inputs)) ?? (await inputAround(output, inputs))
  const objection =
    input === null
      ? whyNotReplaceable(await realOrSame(output), await contents(output, entries), paths)
      : { why: `the run reads ${input}, which is lost with it`, hint: 'give another folder with -o' }
  if (objection === null) return
  throw new MergescopeError('output-exists', `${output} is not overwritten: ${objection.why}`, {
    hint: objection.hint,
    context: { path: output },
  })
}

/** Throws `output-exists` where a run would work in a folder that it reads from. */
export async function refuseToWorkIn(folder: string, inputs: readonly string[]): Promise<void> {
  const input = await inputInside(folder, inputs)
  if (input === null) return
  throw new MergescopeError(
    'output-exists',
    `the run would work in ${folder}, where ${input} is that it reads`,
    {
      hint: 'give another folder with -o',
      context: { path: folder },
    },
  )
}

/** Throws `output-exists` where an output would lie in one of the models that a run reads, or be one. */
export async function refuseToLieIn(output: string, models: readonly string[]): Promise<void> {
  const model = await inputAround(output, models)
  if (model === null) return
  throw new MergescopeError('output-exists', `${output} lies in the model ${model}, which the run reads`, {
    hint: 'give a folder outside of it with -o',
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
