import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { draftsFolder } from '../../adapters/files/path/folders.ts'
import { makeFolder } from '../../adapters/files/write/make-folder.ts'
import { writeWhole } from '../../adapters/files/write/write-whole.ts'

/** A recipe that is in no file of the user's: its text, and the file that it was meant for. */
export interface Draft {
  readonly file: string
  readonly text: string
  /** Where it is kept meanwhile. */
  readonly path: string
}

const own = (env: NodeJS.ProcessEnv): string => join(draftsFolder(env), `${process.pid}.json`)

/** Keeps a recipe until it is saved. Never fails: there may be no place for it. */
export async function keepDraft(env: NodeJS.ProcessEnv, file: string, text: string): Promise<void> {
  try {
    await makeFolder(draftsFolder(env))
    await writeWhole(own(env), `${JSON.stringify({ file: resolve(file), text }, null, 2)}\n`)
  } catch {}
}

export const dropDraft = (path: string): Promise<void> => rm(path, { force: true }).catch(() => {})

/** Takes away what this process has kept. */
export const dropOwnDraft = (env: NodeJS.ProcessEnv): Promise<void> => dropDraft(own(env))

/** The newest recipe that a process left behind; null where there is none. */
export async function leftDraft(env: NodeJS.ProcessEnv): Promise<Draft | null> {
  const folder = draftsFolder(env)
  const names = await readdir(folder).catch(() => [])
  const left = await Promise.all(
    names
      .filter((name) => /^\d+\.json$/.test(name) && !isAlive(Number.parseInt(name, 10)))
      .map(async (name) => ({
        path: join(folder, name),
        at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0,
      })),
  )
  for (const { path } of left.sort((a, b) => b.at - a.at))
    try {
      const { file, text } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
      if (typeof file === 'string' && typeof text === 'string') return { path, file: fromHere(file), text }
    } catch {}
  return null
}

function fromHere(file: string): string {
  const path = relative(process.cwd(), file)
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
