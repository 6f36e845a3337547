import { Worker } from 'node:worker_threads'
import type { RecentRun } from './read-run.ts'

/** A run's output, and the folder that its record is read from. */
export interface Place {
  readonly folder: string
  readonly record: string
}

export interface Asked {
  readonly places: readonly Place[]
  readonly most: number
  /** Folder and time of the record of what need not be read again. */
  readonly known: readonly (readonly [string, number])[]
}

/** A run, or the folder of one that is known; null where there is none. */
export type Told = RecentRun | string | null

/**
 * The first `most` of these places that have the record of a run. They are read on a thread of its own: twenty records of
 * forty donors take seconds, and whoever draws meanwhile is not to wait. What is known and has not changed since is given
 * back as it is.
 */
export function readOnThread(
  places: readonly Place[],
  most: number,
  known: readonly RecentRun[],
): Promise<readonly RecentRun[]> {
  const byFolder = new Map(known.map((run) => [run.folder, run]))
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  const asked: Asked = {
    ...{ places, most },
    known: known.flatMap(({ folder, at }) => (at === undefined ? [] : [[folder, at] as const])),
  }
  const worker = new Worker(new URL(`./recent-worker${extension}`, import.meta.url), {
    workerData: asked,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  // Whoever closes the screens does not wait for it.
  worker.unref()
  return new Promise((settle) => {
    const runs: RecentRun[] = []
    worker.on('message', (told: RecentRun | string) => {
      const run = typeof told === 'string' ? byFolder.get(told) : told
      if (run) runs.push(run)
    })
    // The list is a help: of a thread that fails, what it told is shown.
    worker.on('error', () => settle(runs))
    worker.on('exit', () => settle(runs))
  })
}
