import { stat } from 'node:fs/promises'
import { withHome } from '../adapters/files/model-folder.ts'
import { MergescopeError, toMergescopeError } from '../core/errors.ts'
import { type ModelPath, type ModelRef, parseModelRef } from '../core/model-ref.ts'

/**
 * A model as it stands on the command line. mergekit parts the text at `+` and `@`; a folder whose name holds
 * one is taken whole where it is there.
 *
 * Throws `usage` for what is no reference, and where several readings of the text are there.
 */
export async function modelArgument(text: string): Promise<ModelRef> {
  const readings = await readingsThere(text)
  const [only, ...others] = readings
  if (only && others.length === 0) return only
  if (only)
    throw new MergescopeError(
      'usage',
      `${JSON.stringify(text)} can be read in several ways, all of which are there`,
      {
        hint: 'rename a folder, or write a config with model: {model: {path: …}, lora: {path: …}}',
      },
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

/** The whole text as one path, and its two sides at each `+`, as far as all of their paths are there. */
async function readingsThere(text: string): Promise<readonly ModelRef[]> {
  const splits = [...text.matchAll(/\+/g)].map(({ index }) => [text.slice(0, index), text.slice(index + 1)])
  const readings = [[text], ...splits].map(async (paths): Promise<ModelRef[]> => {
    const there = await Promise.all(paths.map(isThere))
    if (!there.every(Boolean)) return []
    const [model, lora] = paths.map((path): ModelPath => ({ path, revision: null }))
    return [{ model: model!, lora: lora ?? null, overrideArchitecture: null }]
  })
  return (await Promise.all(readings)).flat()
}

async function isThere(path: string): Promise<boolean> {
  if (path === '') return false
  return (await stat(withHome(path)).catch(() => null)) !== null
}
