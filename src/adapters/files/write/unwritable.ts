import { MergescopeError } from '../../../core/errors.ts'

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

/** Why nothing can be made in a place, in words; null for what the system says otherwise. */
export const reasonOf = (code: string, place: string): string | null => reasons[code]?.(place) ?? null

/** What a place is wanted for, and how it is named: `--cache`, say. The output of a run has `-o`. */
const purpose = (option: string): string => (option === '-o' ? 'the output' : option)

/** That `shown`, which `option` names, cannot be used, because of what happened in `place`. */
export function unwritable(shown: string, cause: unknown, place = shown, option = '-o'): MergescopeError {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? ''
  const reason = reasonOf(code, place) ?? (cause instanceof Error ? cause.message : String(cause))
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return new MergescopeError(
    isFull ? 'disk-full' : 'path-unusable',
    `${shown} cannot be used for ${purpose(option)}: ${reason}`,
    { hint: `give another place with ${option}`, context: { path: place }, cause },
  )
}

/** That a path which is to be written has no name at all. */
export const nameless = (option: string): MergescopeError =>
  new MergescopeError('path-unusable', `the path for ${purpose(option)} is empty`, {
    hint: `name a place with ${option}; is a shell variable not set?`,
  })
