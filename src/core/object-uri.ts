import { MergescopeError } from './errors.ts'

/** Whether a text names something in object storage: S3, Google Cloud Storage or Azure. */
export const isObjectUri = (text: string): boolean => /^(s3|gs|az):\/\//.test(text)

/**
 * The address of a model in object storage, without a slash at its end.
 *
 * Throws `config-invalid` for one with anything else in it, and does not repeat it: that may be a secret.
 */
export function objectUri(text: string): string {
  const uri = text.replace(/\/+$/, '')
  if (/^(s3|gs|az):\/\/[\w.-]+(\/[^/\s?#@+:\\]+)+$/.test(uri)) return uri
  throw new MergescopeError('config-invalid', 'an address in object storage cannot be used', {
    hint: 'write s3://BUCKET/FOLDER (or gs://, az://), without credentials, parameters, a revision or an adapter',
  })
}
