import { HubError } from './hub-error.ts'
import { checkFilePath } from './names.ts'

/** One file of a repository at one commit. Its blob is named after the digest that its bytes must have. */
export interface HubFile {
  readonly path: string
  readonly size: number
  readonly blob: string
  readonly digest: 'sha256' | 'git-sha1'
}

interface ListingEntry {
  readonly type?: unknown
  readonly path?: unknown
  readonly size?: unknown
  readonly oid?: unknown
  readonly lfs?: { readonly oid?: unknown; readonly size?: unknown } | null | undefined
}

/**
 * The files of a listing that `wanted` asks for, each checked before anything is created with its name.
 * Throws `hub-unsafe-name` and `hub-listing-invalid`.
 */
export function filesOfListing(
  entries: readonly ListingEntry[],
  repository: string,
  wanted: (path: string) => boolean,
): HubFile[] {
  const files = new Map<string, HubFile>()
  for (const entry of entries) {
    if (entry.type !== 'file' || typeof entry.path !== 'string' || !wanted(entry.path)) continue
    const file = fileOfEntry(entry, repository)
    if (files.has(file.path)) throw invalid(repository, `lists ${file.path} twice`)
    files.set(file.path, file)
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

function fileOfEntry(entry: ListingEntry, repository: string): HubFile {
  const path = checkFilePath(entry.path, repository)
  const size = entry.lfs ? (entry.lfs.size ?? entry.size) : entry.size
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw invalid(repository, `gives no usable size for ${path}`)
  if (entry.lfs)
    return { path, size, blob: checkDigest(entry.lfs.oid, 64, repository, path), digest: 'sha256' }
  return { path, size, blob: checkDigest(entry.oid, 40, repository, path), digest: 'git-sha1' }
}

function checkDigest(oid: unknown, digits: number, repository: string, path: string): string {
  if (typeof oid === 'string' && oid.length === digits && /^[0-9a-f]+$/.test(oid)) return oid
  throw new HubError('hub-unsafe-name', `the Hub gave no usable checksum for ${path} of ${repository}`, {
    hint: 'nothing was created; the file could not be verified',
    context: { repository, path },
  })
}

function invalid(repository: string, what: string): HubError {
  return new HubError('hub-listing-invalid', `the file listing of ${repository} ${what}`, {
    hint: 'check HF_ENDPOINT; if it is a mirror, try without it',
    context: { repository },
  })
}
