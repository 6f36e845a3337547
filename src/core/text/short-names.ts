import { columnsOf } from './layout.ts'
import { printable } from './printable.ts'

/**
 * Names for a narrow column. Where one is wider than `columns` and all lie below the same folder, that folder
 * becomes `…`: what is left tells them apart. Names that fit stay as the user wrote them.
 */
export function shortNames(refs: readonly string[], columns: number): ReadonlyMap<string, string> {
  const tooWide = refs.some((ref) => columnsOf(printable(ref)) > columns)
  const shared = tooWide && refs.length > 1 ? sharedFolder(refs) : ''
  return new Map(refs.map((ref) => [ref, shared === '' ? ref : `…/${ref.slice(shared.length)}`]))
}

/** The longest common beginning that ends with a slash. */
function sharedFolder(refs: readonly string[]): string {
  const [first = ''] = refs
  let length = first.lastIndexOf('/') + 1
  while (length > 0 && !refs.every((ref) => ref.startsWith(first.slice(0, length))))
    length = first.lastIndexOf('/', length - 2) + 1
  return first.slice(0, length)
}
