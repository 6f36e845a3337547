import { MergescopeError } from '../../core/errors.ts'

export function unwritable(path: string, cause: unknown): MergescopeError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MergescopeError('file-unwritable', `${path} cannot be used for the output: ${reason}`, {
    hint: 'give a folder that you may write with -o',
    context: { path },
    cause,
  })
}
