import { dirname, join, resolve } from 'node:path'
import { recentRunsFile } from '../../adapters/files/path/folders.ts'
import { readOnThread } from './read-on-thread.ts'
import type { RecentRun } from './read-run.ts'
import { type Remembered, remember, remembered } from './remembered.ts'

/** Of the records of runs, by their paths. */
const listIn = (env: NodeJS.ProcessEnv): Remembered<string> => ({
  file: recentRunsFile(env),
  parse: (document) => (Array.isArray(document) ? document.filter((path) => typeof path === 'string') : []),
})

/**
 * Remembers where a run's result lies. Never fails: the list is a help, not a condition. Says why it could not be
 * written, or null.
 */
export async function rememberRun(env: NodeJS.ProcessEnv, output: string): Promise<string | null> {
  const list = listIn(env)
  try {
    const run = join(resolve(output), 'mergescope', 'run.json')
    await remember(list, run, (path) => path === run)
    return null
  } catch (thrown) {
    const { code, message } = ((thrown as Error).cause ?? thrown) as NodeJS.ErrnoException
    return `the list of the last runs, ${list.file}, cannot be written (${code ?? message})`
  }
}

/**
 * The last runs whose result can still be read, the newest first.
 * @param known what was read before: a record that has not changed is not read again
 */
export async function recentRuns(
  env: NodeJS.ProcessEnv,
  most: number,
  known: readonly RecentRun[] = [],
): Promise<readonly RecentRun[]> {
  const paths = await remembered(listIn(env)).catch((): readonly string[] => [])
  const folders = paths.map((path) => dirname(dirname(path)))
  return folders.length === 0 ? [] : readOnThread(folders, most, known)
}
