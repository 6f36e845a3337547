import { stat } from 'node:fs/promises'
import { withHome } from '../../adapters/files/model/model-folder.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import { type ModelPath, type ModelRef, parseModelRef } from '../../core/model-ref.ts'

/**
 * A model as it stands on the command line. mergekit parts the text at `+` and `@`; a folder of that whole name comes
 * before that, and so does every other reading of which all folders are there.
 *
 * Throws `usage` for what is no reference, and where the text can be parted in several ways.
 */
export async function modelArgument(text: string): Promise<ModelRef> {
  if (await isThere(text)) return { model: folder(text), lora: null, overrideArchitecture: null }
  const [only, ...others] = await readingsThere(text)
  if (only && others.length === 0) return only
  if (only)
    throw new MergescopeError(
      'usage',
      `${JSON.stringify(text)} can be read in several ways, all of which are there`,
      { hint: `put ./ before the name of the adapter: ${only.model.path}+./${only.lora!.path}` },
    )
  try {
    return parseModelRef(text)
  } catch (thrown) {
    const { message, hint } = toMergescopeError(thrown)
    throw new MergescopeError('usage', message, { ...(hint && { hint }), cause: thrown })
  }
}

export const modelArguments = (texts: readonly string[]): Promise<ModelRef[]> =>
  Promise.all(texts.map(modelArgument))

const folder = (path: string): ModelPath => ({ path, revision: null })

/** The two sides of the text at each `+`, as far as both are there. */
async function readingsThere(text: string): Promise<readonly ModelRef[]> {
  const splits = [...text.matchAll(/\+/g)].map(
    ({ index }) => [text.slice(0, index), text.slice(index + 1)] as const,
  )
  const readings = splits.map(async ([model, lora]): Promise<ModelRef[]> => {
    const there = await Promise.all([model, lora].map(isThere))
    return there.every(Boolean)
      ? [{ model: folder(model), lora: folder(lora), overrideArchitecture: null }]
      : []
  })
  return (await Promise.all(readings)).flat()
}

async function isThere(path: string): Promise<boolean> {
  if (path === '') return false
  return (await stat(withHome(path)).catch(() => null)) !== null
}
