import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** Ids of the living processes whose environment holds this text: a mark that children inherit. */
export async function processesWith(mark: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const matches = await Promise.all(
    ids.map(async (id) => {
      const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '')
      return environment.includes(mark) ? id : null
    }),
  )
  return matches.filter((id) => id !== null)
}

/** Waits until no process carries the mark; gives back those that outlive the time. */
export async function outliving(mark: string, milliseconds: number): Promise<readonly string[]> {
  const deadline = Date.now() + milliseconds
  for (;;) {
    const left = await processesWith(mark)
    if (left.length === 0 || Date.now() > deadline) return left
    await sleep(50)
  }
}
