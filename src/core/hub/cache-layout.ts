import { join, posix } from 'node:path'

/** The standard Hub cache, shared with the Python client: where everything of one repository lies. */
export interface RepositoryFolders {
  readonly root: string
  readonly blobs: string
  readonly snapshots: string
  readonly refs: string
  readonly locks: string
}

export function repositoryFolders(cache: string, repository: string): RepositoryFolders {
  const name = ['models', ...repository.split('/')].join('--')
  const root = join(cache, name)
  return {
    root,
    blobs: join(root, 'blobs'),
    snapshots: join(root, 'snapshots'),
    refs: join(root, 'refs'),
    locks: join(cache, '.locks', name),
  }
}

/** `models--org--name` back to `org/name`; null for a folder of another kind. */
export function repositoryOfFolder(folder: string): string | null {
  const [kind, ...parts] = folder.split('--')
  return kind === 'models' && (parts.length === 1 || parts.length === 2) && parts.every(Boolean)
    ? parts.join('/')
    : null
}

/** The text of the link at `snapshots/<commit>/<path>`: relative, so that a cache can be moved. */
export function linkTarget(path: string, blob: string): string {
  const depth = path.split('/').length + 1
  return posix.join('../'.repeat(depth), 'blobs', blob)
}

/** Which digest a blob is named after; null where the name tells none. */
export function blobDigest(name: string): 'sha256' | 'git-sha1' | null {
  if (/^[0-9a-f]{64}$/.test(name)) return 'sha256'
  if (/^[0-9a-f]{40}$/.test(name)) return 'git-sha1'
  return null
}

/** Names of our own files beside the standard ones. */
export const partName = (blob: string): string => `${blob}.part`
export const validatorName = (blob: string): string => `${blob}.part.json`
export const lockName = (blob: string): string => `${blob}.mergescope`
export const verifiedName = (blob: string): string => `${blob}.verified`
export const usesName = (commit: string): string => `${commit}.uses.json`
