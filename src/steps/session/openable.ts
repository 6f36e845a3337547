import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MergescopeError } from '../../core/errors.ts'
import { type RecentRun, readRun } from '../results/read-run.ts'

/** What the screens can open with. */
export type Openable =
  | { readonly kind: 'recipe'; readonly path: string }
  | { readonly kind: 'result'; readonly run: RecentRun }

/**
 * What a word of the command line names: a recipe, or the output of a run; null where nothing of that name is there.
 * Throws `path-unusable` for a folder that no run has made.
 */
export async function openable(word: string): Promise<Openable | null> {
  const there = await stat(word).catch(() => null)
  const isRecipe = /\.ya?ml$/i.test(word)
  if (there?.isDirectory()) return { kind: 'result', run: await readRun(resolve(word)) }
  if (there !== null && isRecipe) return { kind: 'recipe', path: word }
  if (isRecipe)
    throw new MergescopeError('path-unusable', `${word} does not exist`, {
      hint: 'give a mergekit YAML file, or the output folder of a run',
      context: { path: word },
    })
  return null
}
