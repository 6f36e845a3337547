import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { lookAtLock, OwnerWatch, silenceMs } from '../../adapters/files/lock/lock-owner.ts'
import { holdsWork, lockOf, stagingBytes } from '../../adapters/files/output/output-folder.ts'
import { startedRunsFile } from '../../adapters/files/path/folders.ts'
import { makeFolder } from '../../adapters/files/write/make-folder.ts'
import { writeWhole } from '../../adapters/files/write/write-whole.ts'
import { resumeOnScreen } from '../../core/run/kept.ts'

const mostRemembered = 50

const startedRun = z.object({
  /** Absolute. */
  output: z.string(),
  /** Where it was started, which relative paths of its command and its recipe follow. */
  folder: z.string(),
  /** Arguments of `mergescope`. */
  command: z.array(z.string()),
})
type StartedRun = z.infer<typeof startedRun>

/** A run that was ended in the middle, with work that the next one can go on with. */
export interface UnfinishedRun {
  readonly output: string
  readonly bytes: number
  readonly folder: string
  /** Arguments of `mergescope` that go on with it. */
  readonly resume: readonly string[]
}

/** Remembers a run while it is still there to do so: one that is killed says nothing. Never fails, as the list is a help. */
export async function rememberStart(env: NodeJS.ProcessEnv, run: StartedRun): Promise<void> {
  const file = startedRunsFile(env)
  try {
    const others = (await startedRuns(file)).filter(({ output }) => output !== run.output)
    await makeFolder(dirname(file))
    await writeWhole(file, `${JSON.stringify([run, ...others].slice(0, mostRemembered), null, 2)}\n`)
  } catch {}
}

/** The runs that were ended in the middle and have left work, the newest first; none that goes on now. */
export async function unfinishedRuns(env: NodeJS.ProcessEnv): Promise<readonly UnfinishedRun[]> {
  const runs = await startedRuns(startedRunsFile(env)).catch(() => [])
  const found = runs.map(async ({ output, folder, command }): Promise<UnfinishedRun[]> => {
    try {
      if (!(await holdsWork(output)) || (await isGoingOn(output))) return []
      return [{ output, folder, bytes: await stagingBytes(output), resume: resumeOnScreen(command) }]
    } catch {
      return []
    }
  })
  return (await Promise.all(found)).flat()
}

async function isGoingOn(output: string): Promise<boolean> {
  const { owner, time } = await lookAtLock(lockOf(output))
  return time !== null && (await new OwnerWatch(silenceMs).judge(owner, time)) === 'alive'
}

/** None where the file is not there, or is no such list. Throws where it cannot be read. */
async function startedRuns(file: string): Promise<readonly StartedRun[]> {
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return '[]'
    throw thrown
  })
  try {
    return z.array(startedRun).parse(JSON.parse(text))
  } catch {
    return []
  }
}
