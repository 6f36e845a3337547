import { readdir, readlink, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { blobDigest, repositoryFolders } from '../../core/hub/cache-layout.ts'
import { filesOfListing, type HubFile } from '../../core/hub/listing.ts'
import { checkRepositoryId } from '../../core/hub/names.ts'
import { isWanted, prune, safetensorsIndex, shardsOfIndex } from '../../core/hub/select-files.ts'
import { readOwn } from '../files/read/read-own.ts'
import type { HubAccess } from './access.ts'
import type { Listing } from './repository.ts'
import { readRef } from './snapshot.ts'

/** A snapshot in the cache that holds all that a merge needs of a model. */
export interface CachedSnapshot {
  readonly commit: string
  readonly folder: string
  /** Those whose blob names tell their checksum. */
  readonly files: readonly HubFile[]
}

/**
 * The cached snapshot of a revision, whole: a config (or an adapter's), weights, and every shard that the
 * index names. Null where something is missing. Never asks the Hub.
 */
export async function findCached(
  access: HubAccess,
  repository: string,
  revision: string | null,
): Promise<CachedSnapshot | null> {
  const folders = repositoryFolders(access.cache, checkRepositoryId(repository))
  const commit = await readRef(folders, revision ?? 'main')
  if (commit === null) return null
  const folder = join(folders.snapshots, commit)
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const shards = await readShards(folder)
  const listed: HubFile[] = []
  for (const name of names) {
    const path = name.replaceAll('\\', '/')
    if (!isWanted(path, access.selection, shards)) continue
    const target = join(folder, path)
    const info = await stat(target).catch(() => null)
    if (!info?.isFile()) continue
    // One step only: the blob may itself be a link into a store that several repositories share.
    const blob = basename(await readlink(target).catch(() => target))
    listed.push({ path, size: info.size, blob, digest: blobDigest(blob) ?? 'sha256' })
  }
  const files = prune(listed, shards)
  if (!isWhole(files, shards)) return null
  return { commit, folder, files: files.filter(({ blob }) => blobDigest(blob) !== null) }
}

/** The cached snapshot of a listing's commit, if every file that a merge needs is there. */
export async function findCachedOf(access: HubAccess, listing: Listing): Promise<CachedSnapshot | null> {
  const { repository, commit, entries } = listing
  const folder = join(repositoryFolders(access.cache, repository).snapshots, commit)
  const shards = await readShards(folder)
  const wanted = filesOfListing(entries, repository, (path) => isWanted(path, access.selection, shards))
  const files = prune(wanted, shards)
  for (const { path, size } of files)
    if ((await stat(join(folder, path)).catch(() => null))?.size !== size) return null
  return files.length > 0 ? { commit, folder, files } : null
}

function isWhole(files: readonly HubFile[], shards: ReadonlySet<string> | null): boolean {
  const paths = new Set(files.map((file) => file.path))
  const hasConfig = paths.has('config.json') || paths.has('adapter_config.json')
  if (!hasConfig) return false
  if (shards !== null) return [...shards].every((shard) => paths.has(shard))
  return [...paths].some((path) => /^[^/]+\.(safetensors|bin)$/.test(path))
}

async function readShards(folder: string): Promise<ReadonlySet<string> | null> {
  try {
    return shardsOfIndex(await readOwn(join(folder, safetensorsIndex)))
  } catch {
    return null
  }
}
