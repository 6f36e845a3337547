import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const beatMs = 2_000
const deadMs = 15_000

/**
 * Waits until no other process works on what `lockFile` stands for; yields that one's process id when it has to
 * wait. Returns the function that ends the turn. The holder touches its file every two seconds; a file that nobody
 * touches, or whose process is gone, is taken over. That goes by rename, so that of two that try one succeeds.
 */
export async function* takeTurn(
  lockFile: string,
  signal: AbortSignal,
): AsyncGenerator<string, () => Promise<void>, void> {
  await mkdir(dirname(lockFile), { recursive: true })
  const mine = `${process.pid} ${crypto.randomUUID()}`
  let told = false
  while (!(await create(lockFile, mine))) {
    signal.throwIfAborted()
    const holder = await readFile(lockFile, 'utf8').catch(() => '')
    if (await isDead(lockFile, holder)) await clear(lockFile, holder)
    else if (holder && !told) {
      told = true
      yield holder.split(' ')[0]!
    }
    await sleep(300)
  }
  const beat = setInterval(() => void utimes(lockFile, new Date(), new Date()).catch(() => {}), beatMs)
  beat.unref()
  return async () => {
    clearInterval(beat)
    if ((await readFile(lockFile, 'utf8').catch(() => '')) === mine) await rm(lockFile, { force: true })
  }
}

async function create(lockFile: string, content: string): Promise<boolean> {
  try {
    await writeFile(lockFile, content, { flag: 'wx' })
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw thrown
  }
}

async function isDead(lockFile: string, holder: string): Promise<boolean> {
  const pid = Number(holder.split(' ')[0])
  if (pid > 0 && !isAlive(pid)) return true
  const touched = await stat(lockFile).then(
    (found) => found.mtimeMs,
    () => Date.now(),
  )
  return Date.now() - touched > deadMs
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Takes the dead one's file away, unless another has done so and stands there by now: then it is put back. */
async function clear(lockFile: string, dead: string): Promise<void> {
  const aside = `${lockFile}.${process.pid}`
  try {
    await rename(lockFile, aside)
  } catch {
    return
  }
  if ((await readFile(aside, 'utf8').catch(() => '')) === dead) await rm(aside, { force: true })
  else await rename(aside, lockFile).catch(() => {})
}
