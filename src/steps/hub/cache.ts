import { homedir } from 'node:os'
import { removeFromCache } from '../../adapters/hub/cache-remove.ts'
import { isPartial, scanCache } from '../../adapters/hub/cache-scan.ts'
import type { CacheResult } from '../../core/contract/cache.ts'
import { MergescopeError } from '../../core/errors.ts'
import {
  type CachedRepository,
  commitsNamed,
  planRemoval,
  type Removal,
} from '../../core/hub/cache-removal.ts'
import { hubSettings } from '../../core/hub/settings.ts'
import { parseModelRef } from '../../core/model-ref.ts'

export interface CacheOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cache?: string | undefined
}

/** The cache folder that the environment and the options mean. */
const cacheFolder = ({ env, cache }: CacheOptions): string =>
  hubSettings(env, env.HOME || homedir(), { cache }).cache

/** What lies in the Hub cache. */
export async function listCache(options: CacheOptions): Promise<CacheResult> {
  const cache = cacheFolder(options)
  return describe(cache, await scanCache(cache))
}

/**
 * What removing the named models would remove: `org/name` all its commits, `org/name@revision` one.
 * Throws `model-not-cached` for a name that the cache does not hold.
 */
export async function planCacheRemoval(options: CacheOptions, refs: readonly string[]): Promise<Removal[]> {
  const cache = cacheFolder(options)
  const repositories = await scanCache(cache)
  const commits = new Map<CachedRepository, Set<string>>()
  for (const ref of refs) {
    const { path, revision } = parseModelRef(ref).model
    const cached = repositories.find(({ repository }) => repository === path)
    const named = cached ? commitsNamed(cached, revision) : []
    if (!cached || (named.length === 0 && (revision !== null || cached.snapshots.length > 0)))
      throw new MergescopeError('model-not-cached', `${ref} is not in the cache ${cache}`, {
        hint: 'mergescope cache lists what is there',
      })
    const known = commits.get(cached) ?? new Set()
    for (const commit of named) known.add(commit)
    commits.set(cached, known)
  }
  return [...commits].map(([cached, named]) => planRemoval(cached, named))
}

/** Removes what was planned and tells what is left. Throws `cache-busy`. */
export async function removeCached(
  options: CacheOptions,
  removals: readonly Removal[],
): Promise<CacheResult> {
  const cache = cacheFolder(options)
  for (const removal of removals) await removeFromCache(cache, removal)
  return {
    ...describe(cache, await scanCache(cache)),
    removed: removals.flatMap(({ repository, commits }) => commits.map((commit) => ({ repository, commit }))),
    freedBytes: removals.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

function describe(cache: string, repositories: readonly CachedRepository[]): CacheResult {
  const blobs = repositories.flatMap((repository) => [...repository.blobs])
  const sum = (entries: readonly (readonly [string, number])[]) =>
    entries.reduce((total, [, bytes]) => total + bytes, 0)
  return {
    schema: 1,
    cache,
    models: repositories.flatMap(({ repository, snapshots }) =>
      snapshots.map(({ commit, revisions, bytes, blobs: files, lastUsed, neededBy }) => ({
        repository,
        commit,
        revisions: [...revisions],
        bytes,
        files: files.length,
        lastUsed: lastUsed === null ? null : new Date(lastUsed).toISOString(),
        neededBy: [...neededBy],
      })),
    ),
    bytes: sum(blobs),
    partialBytes: sum(blobs.filter(([name]) => isPartial(name))),
    removed: [],
    freedBytes: 0,
  }
}
