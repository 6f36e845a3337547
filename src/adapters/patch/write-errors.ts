import { constants } from 'node:os'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'

const readOnly = ['EACCES', 'EPERM', 'EROFS']

/** A failed write into an install, said in terms of what to do. `errno`: as the system numbers it. */
export function unwritable(path: string, errno: number | undefined, cause?: unknown): MergescopeError {
  const name = Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? 'an unknown error'
  if (readOnly.includes(name))
    return new MergescopeError('patch-read-only', `${path} cannot be written to (${name})`, {
      hint: 'run as the user who owns it, or use an environment of your own: `mergescope setup`',
      context: { path },
      cause,
    })
  if (name === 'ENOSPC' || name === 'EDQUOT')
    return new MergescopeError('disk-full', `no space is left for ${path} (${name})`, {
      hint: 'free some space and try again',
      context: { path },
      cause,
    })
  return new MergescopeError('patch-interrupted', `${path} could not be written (${name})`, {
    hint: 'run `mergescope patch status` to see its state',
    context: { path },
    cause,
  })
}

/** Whatever went wrong in the middle of a change (to `path`, if known), as an error with a code of its own. */
export function asPatchError(thrown: unknown, path?: string): MergescopeError {
  const { errno, path: named } = thrown as NodeJS.ErrnoException
  if (thrown instanceof MergescopeError || errno === undefined) return toMergescopeError(thrown)
  return unwritable(path ?? named ?? 'the mergekit folder', Math.abs(errno), thrown)
}
