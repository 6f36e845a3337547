import type { ErrorCode } from './error-codes.ts'
import { MergescopeError } from './errors.ts'
import { addressForm, anyObjectScheme, meantScheme } from './object-schemes.ts'

const begins = new RegExp(`^${anyObjectScheme}://`)
// What the library takes for no name of an object: control characters, and the names `.` and `..`.
const address = /^\w+:\/\/[\w.-]+(\/(?!\.{1,2}(\/|$))[^/\s\u0000-\u001f\u007f?#@+:\\]+)+$/

/** Whether a text names something in object storage. */
export const isObjectUri = (text: string): boolean => begins.test(text)

/**
 * The address of a model in object storage, without a slash at its end.
 *
 * Throws for one with anything else in it, and does not repeat it: that may be a secret.
 */
export function objectUri(text: string, code: ErrorCode = 'config-invalid'): string {
  const uri = text.replace(/\/+$/, '')
  if (isObjectUri(uri) && address.test(uri)) return uri
  if (/^[^\s?#@\\]+\+[^\s?#@\\]+$/.test(uri)) throw noAdapter()
  throw new MergescopeError(code, 'an address in object storage cannot be used', {
    hint: `write ${addressForm}, without credentials, parameters, a revision or an adapter`,
  })
}

/** An adapter is merged into its model first, which needs the values of both on this machine. */
export const noAdapter = (): MergescopeError =>
  new MergescopeError('config-invalid', 'a model with an adapter cannot be read from object storage', {
    hint: 'copy the model and the adapter to folders first',
  })

/** The folder that `file:///FOLDER` names, with `%20` as the space that it means; any other text as it is. */
export function withoutFileScheme(text: string): string {
  if (!text.startsWith('file:///')) return text
  const written = text.slice('file://'.length)
  return decoded(written) ?? written
}

/** null where a `%` means no character, or one that no name can have. */
function decoded(path: string): string | null {
  try {
    return /%(2f|00)/i.test(path) ? null : decodeURIComponent(path)
  } catch {
    return null
  }
}

/** What is wrong with a text that is taken for a path and was not meant as one. It is not repeated: it may hold a secret. */
export interface AddressSlip {
  readonly why: string
  readonly hint: string
}

/** null for what can be a path, or is an address as it should be. */
export function addressSlip(text: string, platform: NodeJS.Platform = process.platform): AddressSlip | null {
  if (/^[A-Za-z]:[\\/]|^\\\\/.test(text))
    return platform === 'win32'
      ? null
      : { why: 'it is a path of Windows', hint: 'write it as this system calls the folder' }
  if (isObjectUri(text)) return null
  if (/^file:/i.test(text)) return fileSlip(text)
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(text)?.[1] ?? ''
  const storage = meantScheme.get(scheme.toLowerCase())
  if (storage !== undefined)
    return {
      why: `it looks like an address in object storage, which begins with ${storage}://`,
      hint: `write ${storage}://BUCKET/FOLDER, or ./ before the name of a folder`,
    }
  if (!text.startsWith(`${scheme}:/`) || scheme === '') return null
  return {
    why: `nothing can be made at an address of ${scheme}:`,
    hint: `give a folder, or ${addressForm}`,
  }
}

/** What is wrong with an address that begins with `file:`; null where it is as it should be. */
function fileSlip(text: string): AddressSlip | null {
  if (!text.startsWith('file:///'))
    return {
      why: 'a file: address of this machine has three slashes and the whole path',
      hint: 'write file:///FOLDER, or ./ before the name of a folder',
    }
  return decoded(text) === null
    ? { why: 'a % in its address means no character of a name', hint: 'write %25 for a % itself' }
    : null
}
