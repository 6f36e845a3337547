import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { MergescopeError } from '../../core/errors.ts'

const chunkBytes = 1 << 18
const pollMs = 200

/**
 * The text of a log, chunk by chunk: a file, or `-` for stdin. Bytes that are no UTF-8 become replacement
 * characters. With `follow` it waits for more at the end of the file until the signal aborts; a file that
 * shrinks (rotated, written anew) is read from its start again.
 */
export async function* readLog(path: string, follow: boolean, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  if (path === '-') {
    const stop = () => process.stdin.destroy(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    for await (const chunk of process.stdin) yield decoder.decode(chunk as Buffer, { stream: true })
    return signal.removeEventListener('abort', stop)
  }
  for (let offset = 0; !signal.aborted; ) {
    const { size } = await sizeOf(path)
    if (size < offset) offset = 0
    if (size > offset || offset === 0) {
      for await (const chunk of openFrom(path, offset)) {
        offset += chunk.length
        yield decoder.decode(chunk, { stream: true })
        if (signal.aborted) break
      }
    }
    if (!follow) break
    await sleep(pollMs, undefined, { signal }).catch(() => undefined)
  }
  // To wait for more is ended by Ctrl-C; half a log is none.
  if (!follow) signal.throwIfAborted()
}

async function sizeOf(path: string): Promise<{ size: number }> {
  const found = await stat(path).catch((cause) => unreadable(path, cause))
  if (found.isDirectory())
    throw new MergescopeError('path-unusable', `${path} is a folder, not a log`, { hint: 'name the file' })
  return found
}

async function* openFrom(path: string, start: number): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { start, highWaterMark: chunkBytes }))
      yield chunk as Buffer
  } catch (cause) {
    unreadable(path, cause)
  }
}

function unreadable(path: string, cause: unknown): never {
  throw new MergescopeError('path-unusable', `the log ${path} cannot be read: ${(cause as Error).message}`, {
    hint: 'check the path; `-` reads from stdin',
    context: { path },
    cause,
  })
}
