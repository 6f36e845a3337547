import { readdir, readlink, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  partName,
  type RepositoryFolders,
  repositoryFolders,
  repositoryOfFolder,
} from '../../core/hub/cache-layout.ts'
import type { CachedModel, CachedRepository } from '../../core/hub/cache-removal.ts'
import { isCommit } from '../../core/hub/names.ts'
import { readOwn } from '../files/read/read-own.ts'
import { readUses } from './uses.ts'

/** Everything in a Hub cache that is a model. A cache that does not exist yet is empty. */
export async function scanCache(cache: string): Promise<CachedRepository[]> {
  const names = await readdir(cache).catch(() => [])
  const repositories = names
    .map(repositoryOfFolder)
    .filter((name) => name !== null)
    .sort()
  return Promise.all(repositories.map((name) => scanRepository(name, repositoryFolders(cache, name))))
}

export const isPartial = (blob: string): boolean =>
  blob.endsWith(partName('')) || blob.endsWith('.incomplete')

async function scanRepository(repository: string, folders: RepositoryFolders): Promise<CachedRepository> {
  const [names, commits, refs] = await Promise.all([
    readdir(folders.blobs).catch(() => []),
    readdir(folders.snapshots).catch(() => []),
    readRefs(folders),
  ])
  const blobs = new Map<string, number>()
  for (const name of names)
    blobs.set(name, (await stat(join(folders.blobs, name)).catch(() => null))?.size ?? 0)
  const snapshots = await Promise.all(
    commits.filter(isCommit).map((commit) => scanSnapshot(folders, commit, refs)),
  )
  return { repository, snapshots, blobs }
}

async function readRefs(folders: RepositoryFolders): Promise<readonly { name: string; commit: string }[]> {
  const entries = await readdir(folders.refs, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(folders.refs.length + 1).replaceAll('\\', '/'),
      commit: (await readOwn(file)).trim(),
    })),
  )
}

async function scanSnapshot(
  folders: RepositoryFolders,
  commit: string,
  refs: readonly { name: string; commit: string }[],
): Promise<CachedModel> {
  const folder = join(folders.snapshots, commit)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const blobs: string[] = []
  let bytes = 0
  let lastUsed: number | null = null
  for (const entry of entries) {
    if (entry.isDirectory()) continue
    const target = join(entry.parentPath, entry.name)
    const info = await stat(target).catch(() => null)
    if (!info) continue
    blobs.push(basename(await readlink(target).catch(() => target)))
    bytes += info.size
    lastUsed = Math.max(lastUsed ?? 0, info.atimeMs, info.birthtimeMs)
  }
  return {
    commit,
    revisions: refs.filter((ref) => ref.commit === commit).map(({ name }) => name),
    blobs,
    bytes,
    lastUsed,
    neededBy: await readUses(folders, commit),
  }
}
