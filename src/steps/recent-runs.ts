import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { makeFolder } from '../adapters/files/make-folder.ts'
import { recentRunsFile } from '../adapters/files/places.ts'
import { writeWhole } from '../adapters/files/write-whole.ts'
import type { RunResult } from '../core/contract/run.ts'
import { readReport } from './read-report.ts'

const mostRemembered = 50

/** A finished run that is still where it was. */
export interface RecentRun {
  readonly folder: string
  readonly result: RunResult
}

/** Remembers where a run's result lies. Never fails: the list is a help, not a condition. */
export async function rememberRun(env: NodeJS.ProcessEnv, output: string): Promise<void> {
  try {
    const file = recentRunsFile(env)
    const run = join(resolve(output), 'mergescope', 'run.json')
    const known = await remembered(file)
    await makeFolder(dirname(file))
    const next = [run, ...known.filter((path) => path !== run)].slice(0, mostRemembered)
    await writeWhole(file, `${JSON.stringify(next, null, 2)}\n`)
  } catch {}
}

/** The last runs whose result can still be read, the newest first. */
export async function recentRuns(env: NodeJS.ProcessEnv, most: number): Promise<readonly RecentRun[]> {
  const found: RecentRun[] = []
  for (const path of await remembered(recentRunsFile(env))) {
    if (found.length === most) break
    const folder = dirname(dirname(path))
    const result = await readReport(folder).catch(() => null)
    if (result) found.push({ folder, result })
  }
  return found
}

async function remembered(file: string): Promise<readonly string[]> {
  try {
    const paths: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : []
  } catch {
    return []
  }
}
