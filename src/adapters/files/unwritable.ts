import { MergescopeError } from '../../core/errors.ts'

/** What the system's codes mean for a folder in which the output is to be made. */
const reasons: Readonly<Record<string, (place: string) => string>> = {
  EROFS: (place) => `the file system of ${place} is read-only`,
  EACCES: (place) => `you have no permission for ${place}`,
  EPERM: (place) => `the system does not allow it in ${place}`,
  ENAMETOOLONG: () => 'its name is too long',
  ENOENT: (place) => `nothing can be made in ${place}`,
  ENOTDIR: (place) => `${place} is a file, or lies below one`,
  ELOOP: () => 'its links lead in a circle',
  ENOSPC: (place) => `the disk of ${place} is full`,
  EDQUOT: (place) => `your share of the disk of ${place} is used up`,
}

/** That `shown` cannot be the output, because of what happened in `place`. */
export function unwritable(shown: string, cause: unknown, place = shown): MergescopeError {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? ''
  const reason = reasons[code]?.(place) ?? (cause instanceof Error ? cause.message : String(cause))
  return new MergescopeError('file-unwritable', `${shown} cannot be used for the output: ${reason}`, {
    hint: 'give a folder that you may write with -o',
    context: { path: place },
    cause,
  })
}
