import { readdir, rm, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { startOf, thisProcess } from '../../adapters/files/lock/lock-owner.ts'
import { draftsFolder } from '../../adapters/files/path/folders.ts'
import { readOwn } from '../../adapters/files/read/read-own.ts'
import { makeFolder } from '../../adapters/files/write/make-folder.ts'
import { writeWhole } from '../../adapters/files/write/write-whole.ts'

/** A recipe that is in no file of the user's: its text, and the file that it was meant for. */
export interface Draft {
  readonly file: string
  readonly text: string
  /** Where it is kept meanwhile. */
  readonly path: string
}

/** Named after the process: its number, which may be given to another one, and when it started. */
const own = async (env: NodeJS.ProcessEnv): Promise<string> =>
  join(draftsFolder(env), `${process.pid}-${(await thisProcess()).started ?? ''}.json`)
const ownName = /^(\d+)-(\w*)\.json$/

/** Keeps a recipe until it is saved. Never fails: there may be no place for it. */
export async function keepDraft(env: NodeJS.ProcessEnv, file: string, text: string): Promise<void> {
  try {
    await makeFolder(draftsFolder(env))
    await writeWhole(await own(env), `${JSON.stringify({ file: resolve(file), text }, null, 2)}\n`)
  } catch {}
}

export const dropDraft = (path: string): Promise<void> => rm(path, { force: true }).catch(() => {})

/** Takes away what this process has kept. */
export const dropOwnDraft = async (env: NodeJS.ProcessEnv): Promise<void> => dropDraft(await own(env))

/** The newest recipe that a process left behind; null where there is none. */
export async function leftDraft(env: NodeJS.ProcessEnv): Promise<Draft | null> {
  const folder = draftsFolder(env)
  const names = await readdir(folder).catch(() => [])
  const drafts = await Promise.all(
    names.map(async (name) => ({
      path: join(folder, name),
      at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0,
      isLeft: await isLeft(name),
    })),
  )
  for (const { path } of drafts.filter(({ isLeft }) => isLeft).sort((a, b) => b.at - a.at))
    try {
      const { file, text } = JSON.parse(await readOwn(path)) as Record<string, unknown>
      if (typeof file === 'string' && typeof text === 'string') return { path, file: fromHere(file), text }
    } catch {}
  return null
}

function fromHere(file: string): string {
  const path = relative(process.cwd(), file)
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path
}

async function isLeft(name: string): Promise<boolean> {
  const [, pid, started = ''] = ownName.exec(name) ?? []
  if (pid === undefined) return false
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return true
  }
  const now = await startOf(Number(pid))
  return now !== null && now !== started
}
