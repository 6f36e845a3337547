import { z } from 'zod'
import { lookAtLock, OwnerWatch, silenceMs } from '../../adapters/files/lock/lock-owner.ts'
import { holdsWork, lockOf, stagingBytes } from '../../adapters/files/output/output-folder.ts'
import { startedRunsFile } from '../../adapters/files/path/folders.ts'
import { resumeOnScreen } from '../../core/run/kept.ts'
import { type Remembered, remember, remembered } from './remembered.ts'

const startedRun = z.object({
  /** Absolute. */
  output: z.string(),
  /** In object storage: where it was to go from there. */
  address: z.string().nullish(),
  /** Where it was started, which relative paths of its command and its recipe follow. */
  folder: z.string(),
  /** Arguments of `mergescope`. */
  command: z.array(z.string()),
})
type StartedRun = z.infer<typeof startedRun>

const listIn = (env: NodeJS.ProcessEnv): Remembered<StartedRun> => ({
  file: startedRunsFile(env),
  parse: (document) => z.array(startedRun).parse(document),
})

/** A run that was ended in the middle, with work that the next one can go on with. */
export interface UnfinishedRun {
  /** Where its model goes. */
  readonly output: string
  readonly bytes: number
  readonly folder: string
  /** Arguments of `mergescope` that go on with it. */
  readonly resume: readonly string[]
}

/** Remembers a run while it is still there to do so: one that is killed says nothing. Never fails, as the list is a help. */
export async function rememberStart(env: NodeJS.ProcessEnv, run: StartedRun): Promise<void> {
  await remember(listIn(env), run, ({ output }) => output === run.output).catch(() => undefined)
}

/** The runs that were ended in the middle and have left work, the newest first; none that goes on now. */
export async function unfinishedRuns(env: NodeJS.ProcessEnv): Promise<readonly UnfinishedRun[]> {
  const runs = await remembered(listIn(env)).catch(() => [])
  const unfinished = runs.map(async ({ output, address, folder, command }): Promise<UnfinishedRun[]> => {
    try {
      if (!(await holdsWork(output)) || (await isGoingOn(output))) return []
      return [
        {
          output: address ?? output,
          folder,
          bytes: await stagingBytes(output),
          resume: resumeOnScreen(command),
        },
      ]
    } catch {
      return []
    }
  })
  return (await Promise.all(unfinished)).flat()
}

async function isGoingOn(output: string): Promise<boolean> {
  const { owner, time } = await lookAtLock(lockOf(output))
  return time !== null && (await new OwnerWatch(silenceMs).judge(owner, time)) === 'alive'
}
