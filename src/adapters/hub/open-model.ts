import { MergescopeError } from '../../core/errors.ts'
import { HubError } from '../../core/hub/hub-error.ts'
import { quote } from '../../core/json/quote.ts'
import type { ModelFiles } from '../../core/model-files.ts'
import { formatModelPath, isHubId, isPathOnly, type ModelPath } from '../../core/model-ref.ts'
import { isObjectUri } from '../../core/object-uri.ts'
import { openLocalModel } from '../files/model/local-model-files.ts'
import {
  hasParent,
  liesBesideConfig,
  missingFolder,
  modelFolder,
  nearFolder,
} from '../files/model/model-folder.ts'
import { mirrorModel } from '../object-storage/mirror-model.ts'
import { type CachedSnapshot, findCached, findCachedOf } from './cached.ts'
import type { HubClient } from './client.ts'
import { remoteModelFiles } from './remote-model-files.ts'
import { type Listing, listRepository, pinRevision } from './repository.ts'

/** Where a model reference leads. `listing` is null where the Hub was not, or could not be, asked. */
export type Located =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'mirror'; readonly folder: string }
  | { readonly kind: 'cached'; readonly snapshot: CachedSnapshot; readonly listing: Listing | null }
  | { readonly kind: 'remote'; readonly listing: Listing }

/**
 * An address in object storage is one: a folder there is of its headers and small files. Else a folder of that name wins, as in mergekit; then the cached snapshot of the commit that the revision means
 * now, if it holds every file that a merge needs; then the Hub. When the Hub cannot be reached, the commit
 * that the revision last meant is taken, if the cache holds a config, weights and all shards of it.
 *
 * @param config the file that names the model, if one does
 *
 * Throws `model-not-found` for what is neither a folder nor a Hub id, `hub-offline` when it would have to be
 * fetched, the errors of the Hub, and those of `mirrorModel`.
 */
export async function locateModel(
  client: HubClient,
  model: ModelPath,
  config: string | null = null,
): Promise<Located> {
  if (isObjectUri(model.path))
    return {
      kind: 'mirror',
      folder: await mirrorModel(model.path, client.access.objects, client.access.mirrors),
    }
  const folder = await modelFolder(model.path)
  if (folder !== null) return { kind: 'folder', folder }
  const beside = model.revision === null ? await liesBesideConfig(model.path, config) : null
  if (beside) throw beside
  if (isPathOnly(model.path) || !isHubId(model.path)) throw await missingFolder(model.path)
  try {
    return await locateOnHub(client, model)
  } catch (thrown) {
    if (!isNowhere(thrown)) throw thrown
    // A folder has no revision, and mergekit takes it for every one.
    const revised = await liesBesideConfig(model.path, config)
    if (revised) throw revised
    if (!(await hasParent(model.path))) throw thrown
    const hint = (await nearFolder(model.path)) ?? thrown.hint
    throw new MergescopeError(
      'model-not-found',
      `there is no folder ${quote(model.path)}, and ${hubToo(thrown)}`,
      {
        ...(hint && { hint }),
        context: { path: model.path },
        cause: thrown,
      },
    )
  }
}

const hubToo = (thrown: HubError): string =>
  isAway(thrown)
    ? 'the Hub could not be asked for a model of that name'
    : `no such model ${thrown.code === 'hub-offline' ? 'is in the cache' : 'on the Hub'}`

async function locateOnHub(client: HubClient, model: ModelPath): Promise<Located> {
  const { access } = client
  const name = formatModelPath(model)
  const known = async (): Promise<Located | null> => {
    const snapshot = await findCached(access, model.path, model.revision)
    return snapshot && { kind: 'cached', snapshot, listing: null }
  }
  if (access.offline) {
    const located = await known()
    if (located) return located
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
    const located = isAway(thrown) ? await known() : null
    if (located) return located
    throw thrown
  }
}

const isNowhere = (thrown: unknown): thrown is HubError =>
  isAway(thrown) || (thrown instanceof HubError && ['hub-offline', 'hub-not-found'].includes(thrown.code))

const isAway = (thrown: unknown): boolean =>
  thrown instanceof HubError &&
  ['hub-unreachable', 'hub-unavailable', 'hub-timeout', 'hub-interrupted', 'hub-rate-limited'].includes(
    thrown.code,
  )

/** The files of a model, wherever it lies: a folder, the cache, or the Hub over range requests. */
export async function openModel(
  client: HubClient,
  model: ModelPath,
  config: string | null = null,
): Promise<ModelFiles> {
  const located = await locateModel(client, model, config)
  const ref = formatModelPath(model)
  switch (located.kind) {
    case 'folder':
      return openLocalModel(ref, located.folder)
    case 'mirror':
      return { ...(await openLocalModel(ref, located.folder)), isHollow: true }
    case 'cached':
      return { ...(await openLocalModel(ref, located.snapshot.folder)), commit: located.snapshot.commit }
    case 'remote':
      return remoteModelFiles(client, ref, located.listing)
  }
}
