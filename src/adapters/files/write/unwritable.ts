import { MergescopeError } from '../../../core/errors.ts'

/** What the system's codes mean for a folder in which the output is to be made. */
const reasons: Readonly<Record<string, (location: string) => string>> = {
  EROFS: (location) => `the file system of ${location} is read-only`,
  EACCES: (location) => `you have no permission for ${location}`,
  EPERM: (location) => `the system does not allow it in ${location}`,
  ENAMETOOLONG: () => 'its name is too long',
  ENOENT: (location) => `nothing can be made in ${location}`,
  ENOTDIR: (location) => `${location} is a file, or lies below one`,
  ELOOP: () => 'its links lead in a circle',
  ENOSPC: (location) => `the disk of ${location} is full`,
  EDQUOT: (location) => `your share of the disk of ${location} is used up`,
}

/** Why nothing can be made in a place, in words; null for what the system says otherwise. */
export const reasonOf = (code: string, location: string): string | null => reasons[code]?.(location) ?? null

/** What a place is wanted for, and how it is named: `--cache`, say. The output of a run has `-o`. */
const purpose = (option: string): string => (option === '-o' ? 'the output' : option)

/** That `shown`, which `option` names, cannot be used, because of what happened in `place`. */
export function unwritable(shown: string, cause: unknown, location = shown, option = '-o'): MergescopeError {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? ''
  const reason = reasonOf(code, location) ?? (cause instanceof Error ? cause.message : String(cause))
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return new MergescopeError(
    isFull ? 'disk-full' : 'path-unusable',
    `${shown} cannot be used for ${purpose(option)}: ${reason}`,
    { hint: `give another place with ${option}`, context: { path: location }, cause },
  )
}

/** That a path which is to be written has no name at all. */
export const nameless = (option: string): MergescopeError =>
  new MergescopeError('path-unusable', `the path for ${purpose(option)} is empty`, {
    hint: `name a place with ${option}; is a shell variable not set?`,
  })
