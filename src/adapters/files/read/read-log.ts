import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { LogDecoder } from '../../../core/audit-log/decode-log.ts'
import { noLog } from '../../../core/audit-log/no-log.ts'
import { MergescopeError } from '../../../core/errors.ts'
import { shellWord } from '../../../core/text/shell-words.ts'

const chunkBytes = 1 << 18
const pollMs = 200

/**
 * The text of a log, chunk by chunk: a file or pipe, or `-` for stdin, in any encoding that LogDecoder knows; returns
 * how many characters of it could not be read.
 * With `follow` it waits for more at the end of a file; a file that shrinks (rotated, written anew) is read
 * from its start again. Ends when the signal aborts, whatever it waits for; without
 * `follow` by throwing the signal's reason.
 */
export async function* readLog(
  path: string,
  follow: boolean,
  signal: AbortSignal,
): AsyncGenerator<string, number, void> {
  let decoder = new LogDecoder()
  for (let offset = 0; !signal.aborted; ) {
    const { size, isFile } = path === '-' ? { size: 0, isFile: false } : await describe(path)
    if (size < offset) {
      offset = 0
      decoder = new LogDecoder()
    }
    if (size > offset || offset === 0)
      for await (const chunk of bytesOf(path, isFile ? offset : null, signal)) {
        if (offset === 0) checkIsLog(path, chunk)
        offset += chunk.length
        yield decoder.push(chunk)
      }
    if (!follow || !isFile) break
    await sleep(pollMs, undefined, { signal }).catch(() => undefined)
  }
  // To wait for more is ended by Ctrl-C; half a log is none.
  if (!follow) signal.throwIfAborted()
  yield decoder.end()
  return decoder.damaged
}

async function describe(path: string): Promise<{ size: number; isFile: boolean }> {
  const info = await stat(path).catch((cause) => unreadable(path, cause))
  if (info.isDirectory())
    throw new MergescopeError('path-unusable', `${path} is a folder, not a log`, { hint: 'name the file' })
  return { size: info.size, isFile: info.isFile() }
}

/** The bytes from `start` on; a pipe (null) has no place to start from. */
async function* bytesOf(path: string, start: number | null, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stream: Readable =
    path === '-'
      ? process.stdin
      : createReadStream(path, { highWaterMark: chunkBytes, ...(start !== null && { start }) })
  const stop = () => stream.destroy()
  signal.addEventListener('abort', stop)
  try {
    for await (const chunk of stream) {
      yield chunk as Buffer
      if (signal.aborted) return
    }
  } catch (cause) {
    if (!signal.aborted) unreadable(path, cause)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function checkIsLog(path: string, first: Uint8Array): void {
  const other = noLog(first)
  if (!other) return
  const word = path === '-' ? '' : ` ${shellWord(path)}`
  throw new MergescopeError('path-unusable', `${path === '-' ? 'the input' : path} ${other.is}`, {
    hint: `run \`${other.remedy}${word} | mergescope audit -\``,
    context: { path },
  })
}

function unreadable(path: string, cause: unknown): never {
  throw new MergescopeError('path-unusable', `the log ${path} cannot be read: ${(cause as Error).message}`, {
    hint: 'check the path; `-` reads from stdin',
    context: { path },
    cause,
  })
}
