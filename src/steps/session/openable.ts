import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { refusedPipe } from '../../adapters/files/read/read-config.ts'
import type { ObjectStorage } from '../../adapters/object-storage/ask.ts'
import { MergescopeError } from '../../core/errors.ts'
import { isObjectUri, withoutFileScheme } from '../../core/object-uri.ts'
import { shellWord } from '../../core/text/shell-words.ts'
import { readReport } from '../results/read-report.ts'
import { type RecentRun, readRun } from '../results/read-run.ts'

/** What the screens can open with. */
export type Openable =
  | { readonly kind: 'recipe'; readonly path: string }
  | { readonly kind: 'result'; readonly run: RecentRun }

/**
 * What a word of the command line names: a recipe, or the output of a run, a folder or an address in object storage;
 * null where it is no path. Throws `path-unusable` for what is not there and what is neither, `config-invalid` for a pipe,
 * and of an address the errors of `readReport`.
 */
export async function openable(given: string, storage: ObjectStorage): Promise<Openable | null> {
  const word = withoutFileScheme(given)
  if (isObjectUri(word)) {
    const folder = word.replace(/\/+$/, '')
    return { kind: 'result', run: { folder, result: await readReport(folder, storage) } }
  }
  const there = await stat(word).catch(() => null)
  const pipe = refusedPipe(word, there)
  if (pipe) throw pipe
  const isRecipe = /\.ya?ml$/i.test(word)
  if (there?.isDirectory()) return { kind: 'result', run: await readRun(resolve(word)) }
  if (there !== null && isRecipe) return { kind: 'recipe', path: word }
  if (there !== null)
    throw new MergescopeError('path-unusable', `${word} is neither a recipe nor the output of a run`, {
      hint: `to read a log: mergescope audit ${shellWord(word)}`,
      context: { path: word },
    })
  // Whatever looks like a path is not taken for a word that is no command.
  if (isRecipe || /[/\\]/.test(word))
    throw new MergescopeError('path-unusable', `${word} does not exist`, {
      hint: 'give a mergekit YAML file, or the output folder of a run',
      context: { path: word },
    })
  return null
}
