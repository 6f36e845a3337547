import { setTimeout as sleep } from 'node:timers/promises'
import { freeBytes } from '../../adapters/files/path/space.ts'

const everyMs = 2000

/** Tells how much room the disk of a folder has, now and again until the signal aborts. Never fails. */
export async function watchDisk(
  folder: string,
  signal: AbortSignal,
  tell: (bytes: number) => void,
): Promise<void> {
  while (!signal.aborted) {
    const free = await freeBytes(folder)
    if (free !== null && !signal.aborted) tell(free)
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}
