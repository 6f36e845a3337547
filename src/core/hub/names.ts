import { HubError } from './hub-error.ts'

const commitSha = /^[0-9a-f]{40}$/
const repositoryId = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}(\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,95})?$/
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

export function isCommit(text: string): boolean {
  return commitSha.test(text)
}

/** A repository id that may become a folder name. Throws `hub-name-invalid`. */
export function checkRepositoryId(id: string): string {
  if (repositoryId.test(id) && !id.includes('..') && !id.includes('--')) return id
  throw new HubError('hub-name-invalid', `${JSON.stringify(id)} is not a Hub model id`, {
    hint: 'a Hub model id looks like org/name',
    context: { id },
  })
}

/** A branch, tag, `refs/pr/N` or commit that may become a file name below refs/. Throws `hub-name-invalid`. */
export function checkRevision(revision: string): string {
  if (unsafeSegment(revision) === null) return revision
  throw new HubError('hub-name-invalid', `${JSON.stringify(revision)} cannot be a revision`, {
    hint: 'give a branch, a tag or a commit after the @',
    context: { revision },
  })
}

/** A commit as the Hub gives it; it becomes a folder name. Throws `hub-unsafe-name`. */
export function checkCommit(commit: unknown, repository: string): string {
  if (typeof commit === 'string' && isCommit(commit)) return commit
  throw unsafe(repository, 'commit', commit, 'it is not 40 hexadecimal digits')
}

/** A file path as the Hub lists it; it becomes a path below the snapshot. Throws `hub-unsafe-name`. */
export function checkFilePath(path: unknown, repository: string): string {
  if (typeof path !== 'string') throw unsafe(repository, 'file name', path, 'it is not a string')
  const problem = unsafeSegment(path)
  if (problem === null) return path
  throw unsafe(repository, 'file name', path, problem)
}

/** Why a relative path must not be created, on any system it may be read on; null where it may. */
function unsafeSegment(path: string): string | null {
  if (path === '') return 'it is empty'
  if (path.length > 1024) return 'it is too long'
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'it holds control characters'
  if (path.includes('\\')) return 'it holds a backslash'
  if (path.includes(':')) return 'it holds a colon'
  for (const segment of path.split('/')) {
    if (segment === '') return 'it is absolute or has an empty part'
    if (segment === '.' || segment === '..') return 'it climbs out of its folder'
    if (/[. ]$/.test(segment)) return 'a part of it ends in a dot or a space'
    if (windowsDevice.test(segment)) return 'a part of it is the name of a device'
  }
  return null
}

function unsafe(repository: string, what: string, value: unknown, why: string): HubError {
  return new HubError('hub-unsafe-name', `the Hub gave an unsafe ${what} for ${repository}: ${why}`, {
    hint: 'nothing was created; do not use this repository or this endpoint before its owner explains it',
    context: { repository, value: typeof value === 'string' ? value.slice(0, 200) : typeof value },
  })
}
