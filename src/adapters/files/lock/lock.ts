import { randomUUID } from 'node:crypto'
import { link, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeGoingOn } from '../../machine/suspend.ts'
import { makeFolder } from '../write/make-folder.ts'
import {
  beatMs,
  lookAtLock,
  type Owner,
  OwnerWatch,
  readOwner,
  silenceMs,
  thisProcess,
} from './lock-owner.ts'

export interface Lock {
  /** What the lock file holds while it is ours. */
  readonly nonce: string
  /** Aborts when it is noticed that somebody else has the lock: this process was suspended for long. */
  readonly lost: AbortSignal
  /** Whether it is still ours; asked before anything is done that two must not do. */
  held(): Promise<boolean>
  release(): Promise<void>
}

/** The longest of what is put at the end of a lock's name for a moment. */
export const longestSuffix = '.12345678.dead'

export interface LockOptions {
  readonly signal: AbortSignal | undefined
  /** Milliseconds without a sign of life after which an owner counts as dead; shorter in tests only. */
  readonly silence?: number
  /** Called once where the lock has to be waited for: its owner lives, or nothing was heard of it yet. */
  readonly onWait?: (owner: 'alive' | 'silent') => void
  /** Called each time that the owner is seen to live; may throw, to wait no longer. */
  readonly onAlive?: () => void
}

const pollMs = 100
const breakerGraceMs = 10_000

/**
 * Takes a lock file, waiting for its owner. An owner of this machine that is gone is recognised at once, any other by
 * its silence. Rejects with the signal's reason, or with the file system's error where the lock cannot be made.
 */
export async function takeLock(path: string, options: LockOptions): Promise<Lock> {
  const { silence = silenceMs, signal } = options
  await makeFolder(dirname(path))
  const owner: Owner = { nonce: randomUUID(), pid: process.pid, ...(await thisProcess()) }
  const watch = new OwnerWatch(silence)
  let told = false
  for (;;) {
    signal?.throwIfAborted()
    if (await create(path, owner)) return keep(path, owner, silence)
    const { owner: other, time } = await lookAtLock(path)
    if (time === null) continue
    const state = await watch.judge(other, time)
    if (state === 'dead') {
      await breakLock(path, other?.nonce ?? '')
      continue
    }
    if (!told) options.onWait?.(state)
    told = true
    if (state === 'alive') options.onAlive?.()
    await sleep(pollMs)
  }
}

/** Whether somebody holds a lock who lives; to know it of one who is silent takes a while. */
export async function isLocked(path: string, silence = silenceMs): Promise<boolean> {
  const watch = new OwnerWatch(silence)
  for (;;) {
    const { owner, time } = await lookAtLock(path)
    if (time === null) return false
    const state = await watch.judge(owner, time)
    if (state !== 'silent') return state === 'alive'
    await sleep(pollMs)
  }
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

function keep(path: string, owner: Owner, silence: number): Lock {
  const lost = new AbortController()
  const held = async () => (await readOwner(path))?.nonce === owner.nonce
  // Of a process that was suspended, this is among the first things that happen when it wakes up.
  const look = async () => {
    const now = new Date()
    // A disk that does not answer for a moment says nothing about whose the lock is.
    const holder = await lookAtLock(path).catch(() => null)
    if (holder?.owner?.nonce === owner.nonce) await utimes(path, now, now).catch(() => undefined)
    else if (holder && (holder.owner !== null || holder.time === null)) lost.abort()
  }
  const beat = setInterval(look, beatMs(silence))
  beat.unref()
  const forget = beforeGoingOn(look)
  return {
    nonce: owner.nonce,
    lost: lost.signal,
    held,
    async release() {
      clearInterval(beat)
      forget()
      if (await held()) await unlink(path).catch(() => undefined)
    },
  }
}

function isCode(thrown: unknown, ...codes: string[]): boolean {
  return codes.includes((thrown as NodeJS.ErrnoException | null)?.code ?? '')
}
