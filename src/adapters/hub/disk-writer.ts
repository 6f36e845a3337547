import { Worker } from 'node:worker_threads'
import { MergescopeError } from '../../core/errors.ts'
import { reasonOf } from '../files/write/unwritable.ts'
import type { DigestName, DiskReply, DiskRequest } from './disk-protocol.ts'

const blockBytes = 512 * 1024
/** With four writers 8 MiB of blocks in all, however large the files are. */
const blockCount = 4

/**
 * A worker that hashes and writes, fed through shared blocks of memory. It serves one
 * caller at a time, and after its first error only `end`.
 */
export interface DiskWriter {
  /** Opens or makes a partial file; returns how many bytes of it are there already, and hashed. */
  open(path: string, digest: DigestName, size: number, onHashed?: (bytes: number) => void): Promise<number>
  /** Takes bytes; waits while all blocks are on their way to the disk. */
  write(bytes: Uint8Array): Promise<void>
  /** Hands over what is still in memory. */
  flush(): Promise<void>
  restart(): Promise<void>
  /** Closes the file; its digest. */
  finish(): Promise<string>
  closeFile(): Promise<void>
  check(path: string, digest: DigestName, onHashed?: (bytes: number) => void): Promise<string>
  /** Ends the worker. What was handed over before may or may not reach the disk. */
  end(): Promise<void>
}

export function openDiskWriter(signal?: AbortSignal): DiskWriter {
  const buffers = Array.from({ length: blockCount }, () => new SharedArrayBuffer(blockBytes))
  const views = buffers.map((buffer) => new Uint8Array(buffer))
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  const worker = new Worker(new URL(`./disk-worker${extension}`, import.meta.url), {
    workerData: buffers,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 },
  })
  worker.unref()

  const free = [...views.keys()]
  let current: { readonly block: number; length: number } | null = null
  let failure: unknown = null
  let path = ''
  let wake: (() => void) | null = null
  let answer: ((reply: { position: number; digest: string | null }) => void) | null = null
  let onHashed: ((bytes: number) => void) | undefined

  worker.on('message', (reply: DiskReply) => {
    if (reply.kind === 'hashed') return onHashed?.(reply.bytes)
    if (reply.kind === 'free') free.push(reply.block)
    else if (reply.kind === 'done') answer?.(reply)
    else failure = diskError(reply.code, reply.message, path)
    wake?.()
  })
  worker.on('error', (cause) => {
    failure = new MergescopeError('internal', 'the disk worker of a download died', { cause })
    wake?.()
  })

  /** Waits until something is so; a failure of the worker ends every wait. */
  async function until(ready: () => boolean): Promise<void> {
    worker.ref()
    while (!failure && !ready()) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    worker.unref()
    if (failure) throw failure
  }

  async function request(message: DiskRequest): Promise<{ position: number; digest: string | null }> {
    let reply: { position: number; digest: string | null } | null = null
    answer = (done) => {
      reply = done
    }
    worker.postMessage(message)
    await until(() => reply !== null)
    return reply!
  }

  /** Hashing a large file takes a while, so that, unlike a write, it does not go on after a stop. */
  async function stoppable<T>(work: () => Promise<T>): Promise<T> {
    const stop = () => {
      failure ??= signal?.reason
      wake?.()
    }
    signal?.throwIfAborted()
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await work()
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  function handOver(): void {
    if (current && current.length > 0) {
      worker.postMessage({ kind: 'write', ...current } satisfies DiskRequest)
      current = null
    }
  }

  async function flush(): Promise<void> {
    handOver()
    await until(() => free.length + (current ? 1 : 0) === blockCount)
  }

  return {
    async open(file, digest, size, hashed) {
      path = file
      onHashed = hashed
      return (await stoppable(() => request({ kind: 'open', path, digest, size }))).position
    },
    async write(bytes) {
      for (let taken = 0; taken < bytes.length; ) {
        if (!current) {
          await until(() => free.length > 0)
          current = { block: free.pop()!, length: 0 }
        }
        const count = Math.min(blockBytes - current.length, bytes.length - taken)
        views[current.block]!.set(bytes.subarray(taken, taken + count), current.length)
        current.length += count
        taken += count
        if (current.length === blockBytes) handOver()
      }
    },
    flush,
    async restart() {
      await flush()
      await request({ kind: 'restart' })
    },
    async finish() {
      await flush()
      return (await request({ kind: 'finish' })).digest!
    },
    async closeFile() {
      await request({ kind: 'close' })
    },
    async check(file, digest, hashed) {
      path = file
      onHashed = hashed
      return (await stoppable(() => request({ kind: 'check', path: file, digest }))).digest!
    },
    async end() {
      await worker.terminate()
    },
  }
}

/** An error of the file system, in words that say what to do. */
export function diskError(code: string, message: string, path: string): MergescopeError {
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MergescopeError('disk-full', `no space left while writing ${path}`, {
      hint: 'free some space, or choose another cache with --cache, and run it again: it continues where it stopped',
      context: { path },
    })
  const reason = reasonOf(code, path)
  if (reason && code !== 'ENOENT')
    return new MergescopeError('path-unusable', `the cache cannot be written: ${reason}`, {
      hint: 'check the permissions of the cache folder, or choose another one with --cache',
      context: { path, code },
    })
  const reading = code === 'EIO' || code === 'ENOENT'
  return new MergescopeError(reading ? 'file-unreadable' : 'file-unwritable', `${path}: ${message}`, {
    hint: 'check the permissions of the cache folder, or choose another one with --cache',
    context: { path, code },
  })
}
