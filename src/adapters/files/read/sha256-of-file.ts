import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** The sha256 of a file's bytes, in hexadecimal; null where it cannot be read. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 22 })) {
      signal?.throwIfAborted()
      hash.update(piece)
    }
  } catch (thrown) {
    signal?.throwIfAborted()
    if ((thrown as NodeJS.ErrnoException).code === undefined) throw thrown
    return null
  }
  return hash.digest('hex')
}
