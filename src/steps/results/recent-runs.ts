import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { recentRunsFile } from '../../adapters/files/path/folders.ts'
import { makeFolder } from '../../adapters/files/write/make-folder.ts'
import { writeWhole } from '../../adapters/files/write/write-whole.ts'
import { readOnThread } from './read-on-thread.ts'
import type { RecentRun } from './read-run.ts'

const mostRemembered = 50

/**
 * Remembers where a run's result lies. Never fails: the list is a help, not a condition. Says why it could not be
 * written, or null.
 */
export async function rememberRun(env: NodeJS.ProcessEnv, output: string): Promise<string | null> {
  const file = recentRunsFile(env)
  try {
    const run = join(resolve(output), 'mergescope', 'run.json')
    const known = remembered(await textOf(file))
    await makeFolder(dirname(file))
    const next = [run, ...known.filter((path) => path !== run)].slice(0, mostRemembered)
    await writeWhole(file, `${JSON.stringify(next, null, 2)}\n`)
    return null
  } catch (thrown) {
    const { code, message } = ((thrown as Error).cause ?? thrown) as NodeJS.ErrnoException
    return `the list of the last runs, ${file}, cannot be written (${code ?? message})`
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
  const paths = remembered(await textOf(recentRunsFile(env)).catch(() => null))
  const folders = paths.map((path) => dirname(dirname(path)))
  return folders.length === 0 ? [] : readOnThread(folders, most, known)
}

/** The list's text, null where there is none. What is there and cannot be read is not written over. */
async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}

function remembered(text: string | null): readonly string[] {
  try {
    const paths: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : []
  } catch {
    return []
  }
}
