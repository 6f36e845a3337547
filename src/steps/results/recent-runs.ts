import { dirname, join, resolve } from 'node:path'
import { recentRunsFile } from '../../adapters/files/path/folders.ts'
import type { RunResult } from '../../core/contract/run.ts'
import { isObjectUri } from '../../core/object-uri.ts'
import { forgetOthers, keepRecord, keptRecordOf } from './kept-records.ts'
import { readOnThread } from './read-on-thread.ts'
import type { RecentRun } from './read-run.ts'
import { type Remembered, remember, remembered } from './remembered.ts'

/** Of runs, by the paths of their records, or their addresses in object storage. */
const listIn = (env: NodeJS.ProcessEnv): Remembered<string> => ({
  file: recentRunsFile(env),
  parse: (document) => (Array.isArray(document) ? document.filter((path) => typeof path === 'string') : []),
})

/**
 * Remembers where a run's result lies. Never fails: the list is a help, not a condition. Says why it could not be
 * written, or null.
 * @param output a folder, or the address in `result`
 */
export async function rememberRun(
  env: NodeJS.ProcessEnv,
  output: string,
  result: RunResult | null = null,
): Promise<string | null> {
  const list = listIn(env)
  try {
    const isObject = isObjectUri(output)
    const run = isObject ? output : join(resolve(output), 'mergescope', 'run.json')
    if (isObject && result) await keepRecord(env, output, result)
    await remember(list, run, (path) => path === run)
    if (isObject) await forgetOthers(env, (await remembered(list)).filter(isObjectUri))
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
  const places = paths.map((path) =>
    isObjectUri(path)
      ? { folder: path, record: keptRecordOf(env, path) }
      : { folder: dirname(dirname(path)), record: dirname(dirname(path)) },
  )
  return places.length === 0 ? [] : readOnThread(places, most, known)
}
