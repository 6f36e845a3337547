import { createHash } from 'node:crypto'
import { MergescopeError } from '../../core/errors.ts'
import { HubError } from '../../core/hub/hub-error.ts'
import { filesOfListing, type HubFile } from '../../core/hub/listing.ts'
import type { ModelFile, ModelFiles } from '../../core/model-files.ts'
import { counted } from '../../core/text/units.ts'
import type { HubClient } from './client.ts'
import { streamBody } from './file-body.ts'
import type { Listing } from './repository.ts'
import { withRetries } from './retry.ts'

/** Requests at the same time for one model: headers of many shards, not whole files. */
const mostRequests = 8

/** Bytes a second: somebody waits for the answer. */
const questionPace = 16 * 1024

/** A server may send a small file whole where a part was asked for; beyond this it is refused. */
const mostWholeBytes = 16 * 1024 * 1024

/**
 * The files of a Hub model at one commit, read over HTTP ranges; nothing is written to disk.
 * Throws `hub-listing-invalid` where the listing has no files.
 */
export function remoteModelFiles(
  client: HubClient,
  ref: string,
  { repository, commit, entries }: Listing,
): ModelFiles {
  const limited = limiter(mostRequests)
  const files = filesByPath(repository, entries)

  function hubFile(path: string): HubFile {
    const file = files.get(path)
    if (file?.hub) return file.hub
    throw unreadable(`${repository} ${file ? `has ${path}, which ${file.refused}` : `has no file ${path}`}`)
  }
  async function readRange(file: HubFile, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(end - start)
    if (bytes.length === 0) return bytes
    return limited(() =>
      withRetries(client.access, async () => {
        let at = start
        await streamBody(
          client,
          { repository, commit, file, offset: start, end, leastPace: questionPace },
          async (body) => {
            at = body.position
            if (body.whole && file.size > mostWholeBytes) refuseWhole(client, file)
          },
          async (chunk) => {
            const [from, to] = [Math.max(at, start), Math.min(at + chunk.length, end)]
            if (from < to) bytes.set(chunk.subarray(from - at, to - at), from - start)
            at += chunk.length
          },
        )
        return bytes
      }),
    )
  }
  return {
    ref,
    location: `${client.access.endpoint}/${repository}`,
    commit,
    async list() {
      return [...files.values()].map(withoutHub)
    },
    async find(path) {
      const file = files.get(path)
      return file ? withoutHub(file) : null
    },
    async read(path, start, end) {
      const file = hubFile(path)
      return readRange(file, start, Math.max(start, Math.min(end, file.size)))
    },
    async readAll(path, limitBytes) {
      const file = hubFile(path)
      if (file.size > limitBytes)
        throw unreadable(
          `${path} of ${repository} is larger than it should be (${counted(file.size, 'byte')})`,
        )
      const bytes = await readRange(file, 0, file.size)
      if (digestOf(bytes, file) === file.blob) return bytes
      throw new HubError('hub-checksum-mismatch', `${path} of ${repository} has the wrong checksum`, {
        hint: 'the file is damaged on the Hub or in transit; run it again',
        context: { repository, commit, path },
      })
    },
    async identity(path) {
      const file = files.get(path)?.hub
      return file ? `${file.digest}:${file.blob}` : null
    },
  }
}

const withoutHub = ({ hub: _, ...file }: ModelFile & { readonly hub: HubFile | null }): ModelFile => file

function filesByPath(repository: string, entries: Listing['entries']) {
  const map = new Map<string, ModelFile & { readonly hub: HubFile | null }>()
  for (const entry of entries) {
    if (entry.type !== 'file') continue
    try {
      const [hub] = filesOfListing([entry], repository, () => true)
      if (!hub) continue
      const sha256 = hub.digest === 'sha256' ? { sha256: hub.blob } : {}
      map.set(hub.path, { path: hub.path, size: hub.size, ...sha256, hub })
    } catch (thrown) {
      if (!(thrown instanceof HubError)) throw thrown
      const path = String(entry.path)
      map.set(path, { path, size: 0, refused: 'has a name or checksum that cannot be used', hub: null })
    }
  }
  if (map.size === 0)
    throw new HubError('hub-listing-invalid', `${repository} has no files`, { hint: 'check the name' })
  return map
}

/** A server without ranges would send gigabytes for a header of kilobytes. */
function refuseWhole(client: HubClient, file: HubFile): never {
  throw new HubError('hub-response-invalid', `the Hub sends all of ${file.path} where a part was asked for`, {
    hint: `${client.access.endpoint} or the proxy does not support range requests; download the model first`,
  })
}

function digestOf(bytes: Uint8Array, file: HubFile): string {
  const hash = file.digest === 'sha256' ? createHash('sha256') : createHash('sha1')
  if (file.digest === 'git-sha1') hash.update(`blob ${bytes.length}\0`)
  return hash.update(bytes).digest('hex')
}

const unreadable = (message: string): MergescopeError => new MergescopeError('file-unreadable', message)

/** At most `most` of the given works at the same time. */
function limiter(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
