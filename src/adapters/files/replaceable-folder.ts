import { MergescopeError } from '../../core/errors.ts'
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
  const why = whyNotReplaceable(await realOrSame(output), entries, paths)
  if (why === null) return
  throw new MergescopeError('output-exists', `${output} is not overwritten: ${why}`, {
    hint: 'give another folder with -o',
    context: { path: output },
  })
}
