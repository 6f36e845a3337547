import { parentPort, workerData } from 'node:worker_threads'
import type { Asked, Told } from './read-on-thread.ts'
import { readRun, recordTime } from './read-run.ts'

/** Tells the runs of these folders one by one, until there are enough. */
const { folders, most, known } = workerData as Asked
const times = new Map(known)
let found = 0
for (const folder of folders) {
  if (found === most) break
  const isSame = times.has(folder) && (await recordTime(folder).catch(() => null)) === times.get(folder)
  const run: Told = isSame ? folder : await readRun(folder).catch(() => null)
  if (run === null) continue
  found += 1
  parentPort!.postMessage(run)
}
