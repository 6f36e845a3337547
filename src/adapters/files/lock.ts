import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, readlink, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

/** Who holds a lock. `space` names the machine and the set of process ids in which `pid` means something. */
interface Owner {
  readonly nonce: string
  readonly pid: number
  readonly started: string | null
  readonly space: string
}

export interface Lock {
  /** Whether it is still ours: a process that was suspended for long may have lost it. */
  held(): Promise<boolean>
  release(): Promise<void>
}

/** The longest of what is put at the end of a lock's name for a moment. */
export const longestSuffix = '.12345678.dead'

export interface LockOptions {
  /** Milliseconds without a sign of life after which an owner on another machine counts as dead. */
  readonly stale: number
  readonly signal: AbortSignal | undefined
  readonly onWait?: () => void
}

const pollMs = 100
const breakerGraceMs = 10_000

/**
 * Takes a lock file, waiting for its owner. A dead owner is recognised by its process id and start time on
 * the same machine, and elsewhere by the file's time, which a living owner moves on. Rejects with the
 * signal's reason, or with the file system's error where the lock cannot be made.
 */
export async function takeLock(path: string, options: LockOptions): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true })
  const owner: Owner = { nonce: randomUUID(), pid: process.pid, ...(await thisProcess()) }
  let seen = { nonce: '', time: 0, since: 0 }
  let told = false
  for (;;) {
    options.signal?.throwIfAborted()
    if (await create(path, owner)) return keep(path, owner, options.stale)
    if (!told) options.onWait?.()
    told = true
    const [other, time] = await Promise.all([readOwner(path), timeOf(path)])
    if (time === null) continue
    const nonce = other?.nonce ?? ''
    if (seen.nonce !== nonce || seen.time !== time) seen = { nonce, time, since: performance.now() }
    // A process of this machine that lives but is silent was suspended: it may wake up and go on writing.
    const isNear = other?.space === owner.space
    const isGone = isNear ? await isDead(other, owner.space) : performance.now() - seen.since > options.stale
    if (isGone) await breakLock(path, nonce)
    else await sleep(pollMs)
  }
}

/** Whether a living process of this machine, or one elsewhere that was heard of in the last minute, holds it. */
export async function isLocked(path: string): Promise<boolean> {
  const [owner, time] = await Promise.all([readOwner(path), timeOf(path)])
  if (owner === null || time === null) return false
  const { space } = await thisProcess()
  return owner.space === space ? !(await isDead(owner, space)) : Date.now() - time < 60_000
}

/** Makes the lock with its content in one step, so that nobody reads it half written. */
async function create(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.nonce.slice(0, 8)}.new`
  try {
    await writeFile(draft, JSON.stringify(owner), { flag: 'wx' })
    try {
      await link(draft, path)
    } catch (thrown) {
      if (!isCode(thrown, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK')) throw thrown
      // A file system without hard links.
      await writeFile(path, JSON.stringify(owner), { flag: 'wx' })
    }
    return true
  } catch (thrown) {
    if (isCode(thrown, 'EEXIST')) return false
    throw thrown
  } finally {
    await unlink(draft).catch(() => undefined)
  }
}

/**
 * Removes a dead owner's lock. Several processes may want to: the one that makes the link named after the
 * dead owner may, and it looks again at what it linked, because the lock may have a new owner by now.
 */
async function breakLock(path: string, nonce: string): Promise<void> {
  const claim = `${path}.${nonce.slice(0, 8) || 'unknown'}.dead`
  try {
    await link(path, claim)
  } catch (thrown) {
    if (isCode(thrown, 'EEXIST')) {
      const since = await stat(claim).then(
        (info) => info.ctimeMs,
        () => null,
      )
      if (since !== null && Date.now() - since > breakerGraceMs) await unlink(claim).catch(() => undefined)
      await sleep(pollMs)
      return
    }
    if (isCode(thrown, 'ENOENT')) return
    if (!isCode(thrown, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK')) throw thrown
    await rename(path, claim).catch(() => undefined)
  }
  const still = ((await readOwner(claim))?.nonce ?? '') === nonce
  if (still) await unlink(path).catch(() => undefined)
  await unlink(claim).catch(() => undefined)
}

function keep(path: string, owner: Owner, stale: number): Lock {
  const held = async () => (await readOwner(path))?.nonce === owner.nonce
  const beat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined)
  }, stale / 5)
  beat.unref()
  return {
    held,
    async release() {
      clearInterval(beat)
      if (await held()) await unlink(path).catch(() => undefined)
    },
  }
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner
  } catch {
    return null
  }
}

const timeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    (info) => info.mtimeMs,
    () => null,
  )

async function isDead(other: Owner, space: string): Promise<boolean> {
  if (other.space !== space) return false
  try {
    process.kill(other.pid, 0)
  } catch (thrown) {
    return isCode(thrown, 'ESRCH')
  }
  const started = await startOf(other.pid)
  return started !== null && other.started !== null && started !== other.started
}

let own: Promise<Pick<Owner, 'started' | 'space'>> | undefined

function thisProcess(): Promise<Pick<Owner, 'started' | 'space'>> {
  own ??= (async () => {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
    const ids = await readlink('/proc/self/ns/pid').catch(() => '')
    return { started: await startOf(process.pid), space: [hostname(), boot.trim(), ids].join(' ') }
  })()
  return own
}

/** When a process started, in the kernel's ticks: a process id may be given to another process. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields?.[0] === 'Z') return 'ended'
  return fields?.[19] ?? null
}

function isCode(thrown: unknown, ...codes: string[]): boolean {
  return codes.includes((thrown as NodeJS.ErrnoException | null)?.code ?? '')
}
