import { lstat, readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import process from 'node:process'
import { MergescopeError } from '../../../core/errors.ts'
import { kindOf } from '../read/kind-of.ts'
import { readOwn } from '../read/read-own.ts'

/** Who holds a lock. `space` names the machine and the set of process ids in which `pid` means something. */
export interface Owner {
  readonly nonce: string
  readonly pid: number
  readonly started: string | null
  readonly space: string
}

/** Milliseconds without a sign of life after which an owner counts as dead, whoever it is and whoever waits. */
export const silenceMs = 60_000

/** Signs of life that a living owner gives in that time. */
const signs = 12

export const beatMs = (silence: number): number => silence / signs

/**
 * Who holds a lock, and when it was last touched; no time where there is no lock, no owner where nothing in it says who.
 * Throws `path-unusable` where something else than a file lies there, the file system's error where it cannot be looked at.
 */
export async function lookAtLock(path: string): Promise<{ owner: Owner | null; time: number | null }> {
  const time = await timeOf(path)
  return { owner: time === null ? null : await readOwner(path), time }
}

export async function readOwner(path: string): Promise<Owner | null> {
  try {
    const owner = JSON.parse(await readOwn(path)) as Owner
    return /^[\w-]+$/.test(owner.nonce) && Number.isInteger(owner.pid) ? owner : null
  } catch {
    return null
  }
}

const timeOf = (path: string): Promise<number | null> =>
  lstat(path).then(
    (info) => {
      if (info.isFile()) return info.mtimeMs
      throw new MergescopeError(
        'path-unusable',
        `${path} is ${kindOf(info)}, where a lock has to be a file`,
        {
          hint: 'remove it',
          context: { path },
        },
      )
    },
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return null
      throw thrown
    },
  )

/**
 * Judges the owner of a lock by looking again and again. Clocks of two machines may differ, so what counts is
 * whether the file's time moves while we look, and for how long it did not; a time in which we were suspended
 * ourselves does not count.
 */
export class OwnerWatch {
  readonly #silence: number
  #seen: { readonly nonce: string | null; readonly time: number } | null = null
  #silent = 0
  #moved = false
  #last = performance.now()

  constructor(silence: number) {
    this.#silence = silence
  }

  async judge(owner: Owner | null, time: number): Promise<'alive' | 'silent' | 'dead'> {
    const now = performance.now()
    const seen = { nonce: owner?.nonce ?? null, time }
    const isKnown = this.#seen?.nonce === seen.nonce
    const same = isKnown && this.#seen?.time === time
    this.#moved = isKnown && (this.#moved || !same)
    this.#silent = same ? this.#silent + Math.min(now - this.#last, 1000) : 0
    this.#seen = seen
    this.#last = now
    const { space } = await thisProcess()
    if (owner !== null && (await isDead(owner, space))) return 'dead'
    if (this.#silent > this.#silence) return 'dead'
    const soon = 2 * beatMs(this.#silence)
    const isFresh = owner?.space === space && Math.abs(Date.now() - time) < soon
    return isFresh || (this.#moved && this.#silent < soon) ? 'alive' : 'silent'
  }
}

async function isDead(other: Owner, space: string): Promise<boolean> {
  if (other.space !== space) return false
  try {
    process.kill(other.pid, 0)
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ESRCH'
  }
  const started = await startOf(other.pid)
  return started !== null && other.started !== null && started !== other.started
}

let own: Promise<Pick<Owner, 'started' | 'space'>> | undefined

export function thisProcess(): Promise<Pick<Owner, 'started' | 'space'>> {
  own ??= (async () => {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
    const ids = await readlink('/proc/self/ns/pid').catch(() => '')
    return { started: await startOf(process.pid), space: [hostname(), boot.trim(), ids].join(' ') }
  })()
  return own
}

/**
 * When a process started, in the kernel's ticks: a process id may be given to another process. `ended` of one that
 * nobody has taken note of yet; null where the system does not tell.
 */
export async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields?.[0] === 'Z') return 'ended'
  return fields?.[19] ?? null
}
