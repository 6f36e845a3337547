import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { MergescopeError } from '../../core/errors.ts'
import { HubError } from '../../core/hub/hub-error.ts'
import type { ModelFiles } from '../../core/model-files.ts'
import { formatModelPath, isHubId, isPathOnly, type ModelPath } from '../../core/model-ref.ts'
import { openLocalModel } from '../files/local-model-files.ts'
import { type CachedSnapshot, findCached, findCachedOf } from './cached.ts'
import type { HubClient } from './client.ts'
import { remoteModelFiles } from './remote-model-files.ts'
import { type Listing, listRepository, pinRevision } from './repository.ts'

/** Where a model reference leads. `listing` is null where the Hub was not, or could not be, asked. */
export type Located =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'cached'; readonly snapshot: CachedSnapshot; readonly listing: Listing | null }
  | { readonly kind: 'remote'; readonly listing: Listing }

/**
 * A folder of that name wins, as in mergekit; then the cached snapshot of the commit that the revision means
 * now, if it holds every file that a merge needs; then the Hub. When the Hub cannot be reached, the commit
 * that the revision last meant is taken, if the cache holds a config, weights and all shards of it.
 *
 * Throws `model-not-found` for what is neither a folder nor a Hub id, `hub-offline` when it would have to be
 * fetched, and the errors of the Hub.
 */
export async function locateModel(client: HubClient, model: ModelPath): Promise<Located> {
  const name = formatModelPath(model)
  const folder = model.path.startsWith('~/') ? join(homedir(), model.path.slice(2)) : model.path
  if ((await stat(folder).catch(() => null))?.isDirectory()) return { kind: 'folder', folder }
  if (isPathOnly(model.path) || !isHubId(model.path))
    throw new MergescopeError('model-not-found', `there is no folder ${name}, and it is not a Hub id`, {
      hint: 'check the path; a Hub id looks like org/name',
      context: { model: name },
    })
  const { access } = client
  const known = async (): Promise<Located | null> => {
    const snapshot = await findCached(access, model.path, model.revision)
    return snapshot && { kind: 'cached', snapshot, listing: null }
  }
  if (access.offline) {
    const found = await known()
    if (found) return found
    throw new HubError('hub-offline', `offline, and ${name} is not in the cache, or not whole`, {
      hint: `download it first: mergescope download ${name}`,
      context: { model: name, cache: access.cache },
    })
  }
  try {
    const commit = await pinRevision(client, model.path, model.revision)
    const listing = await listRepository(client, model.path, commit)
    const snapshot = await findCachedOf(access, listing)
    return snapshot ? { kind: 'cached', snapshot, listing } : { kind: 'remote', listing }
  } catch (thrown) {
    const found = isAway(thrown) ? await known() : null
    if (found) return found
    throw thrown
  }
}

const isAway = (thrown: unknown): boolean =>
  thrown instanceof HubError &&
  ['hub-unreachable', 'hub-unavailable', 'hub-timeout', 'hub-interrupted', 'hub-rate-limited'].includes(
    thrown.code,
  )

/** The files of a model, wherever it lies: a folder, the cache, or the Hub over range requests. */
export async function openModel(client: HubClient, model: ModelPath): Promise<ModelFiles> {
  const found = await locateModel(client, model)
  const ref = formatModelPath(model)
  switch (found.kind) {
    case 'folder':
      return openLocalModel(ref, found.folder)
    case 'cached':
      return { ...(await openLocalModel(ref, found.snapshot.folder)), commit: found.snapshot.commit }
    case 'remote':
      return remoteModelFiles(client, ref, found.listing)
  }
}
