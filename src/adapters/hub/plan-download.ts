import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { partName, repositoryFolders } from '../../core/hub/cache-layout.ts'
import { HubError } from '../../core/hub/hub-error.ts'
import { filesOfListing, type HubFile } from '../../core/hub/listing.ts'
import { isWanted, prune, safetensorsIndex, shardsOfIndex } from '../../core/hub/select-files.ts'
import { formatModelPath, type ModelPath } from '../../core/model-ref.ts'
import type { HubClient } from './client.ts'
import { locateModel } from './open-model.ts'
import { remoteModelFiles } from './remote-model-files.ts'
import type { Listing } from './repository.ts'

/** One file of a plan, and how many of its bytes lie on this disk already. */
export interface PlannedFile extends HubFile {
  readonly have: number
}

/** What has to happen for one model, known before anything is written. */
export interface DownloadPlan {
  readonly ref: string
  /** Null for a folder of the user's own, which is taken as it is, and for what is read where it lies. */
  readonly repository: string | null
  readonly revision: string | null
  readonly commit: string | null
  /** Where the model lies afterwards. */
  readonly folder: string
  readonly files: readonly PlannedFile[]
  /** What the Hub has, where something is still to be fetched; null where the model lies on this machine. */
  readonly listing: Listing | null
  /** Taken from the cache although the Hub could not be asked whether the revision has moved. */
  readonly unasked: boolean
}

/** Throws what `locateModel` throws, and the errors of a listing that cannot be used. */
export async function planDownload(client: HubClient, model: ModelPath): Promise<DownloadPlan> {
  const { access } = client
  const ref = formatModelPath(model)
  const located = await locateModel(client, model)
  if (located.kind === 'folder' || located.kind === 'mirror')
    return {
      ref,
      repository: null,
      revision: null,
      commit: null,
      folder: located.folder,
      files: [],
      listing: null,
      unasked: false,
    }
  const repository = model.path
  const commit = located.kind === 'cached' ? located.snapshot.commit : located.listing.commit
  const folders = repositoryFolders(access.cache, repository)
  const files =
    located.kind === 'cached' ? located.snapshot.files : await filesToFetch(client, ref, located.listing)
  const planned = await Promise.all(
    files.map(async (file) => ({ ...file, have: await bytesHere(folders.blobs, file) })),
  )
  return {
    ref,
    repository,
    revision: model.revision ?? 'main',
    commit,
    folder: join(folders.snapshots, commit),
    files: planned,
    listing: located.kind === 'remote' ? located.listing : null,
    unasked: located.kind === 'cached' && located.listing === null && !access.offline,
  }
}

async function filesToFetch(client: HubClient, ref: string, listing: Listing): Promise<readonly HubFile[]> {
  const { selection } = client.access
  const { repository, commit, entries } = listing
  const wanted = (shards: ReadonlySet<string> | null) =>
    filesOfListing(entries, repository, (path) => isWanted(path, selection, shards))
  const files = wanted(null)
  if (files.length === 0)
    throw new HubError('hub-listing-invalid', `${repository} holds nothing that a merge can use`, {
      hint: 'look for a repository with config.json and safetensors, or allow pickles with --allow-pickle',
      context: { repository, commit, files: entries.length },
    })
  if (!files.some((file) => file.path === safetensorsIndex)) return prune(files, null)
  const shards = await shardsOnHub(client, ref, listing)
  return prune(wanted(shards), shards)
}

async function shardsOnHub(client: HubClient, ref: string, listing: Listing): Promise<ReadonlySet<string>> {
  const remote = remoteModelFiles(client, ref, listing)
  const text = await remote.readAll(safetensorsIndex, client.access.limits.answerBytes)
  try {
    return shardsOfIndex(Buffer.from(text).toString('utf8'))
  } catch (cause) {
    throw new HubError('hub-listing-invalid', `the index of ${listing.repository} cannot be read`, {
      hint: 'the repository itself is damaged; tell its owner',
      cause,
    })
  }
}

async function bytesHere(blobs: string, file: HubFile): Promise<number> {
  const sizeOf = (name: string) =>
    stat(join(blobs, name)).then(
      (info) => info.size,
      () => 0,
    )
  if ((await sizeOf(file.blob)) === file.size) return file.size
  return Math.min(await sizeOf(partName(file.blob)), file.size)
}
