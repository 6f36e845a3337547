import { columnsOf } from './layout.ts'
import { printable } from './printable.ts'

/**
 * Names for a narrow column. Where one is wider than `columns` and all lie below the same folder, that folder
 * becomes `…`: what is left tells them apart. Names that fit stay as the user wrote them, and none gets wider.
 */
export function shortNames(refs: readonly string[], columns: number): ReadonlyMap<string, string> {
  const names = [...new Set(refs)]
  const tooWide = names.some((ref) => columnsOf(printable(ref)) > columns)
  const shared = tooWide && names.length > 1 ? sharedFolder(names) : ''
  const mark = `…${shared.slice(-1)}`
  const gains = columnsOf(printable(shared)) > columnsOf(mark)
  return new Map(names.map((ref) => [ref, gains ? mark + ref.slice(shared.length) : ref]))
}

/** The longest common beginning that ends with a slash, or with the backslash of Windows. */
function sharedFolder(refs: readonly string[]): string {
  const [first = ''] = refs
  let length = first.length
  for (const ref of refs) {
    let same = 0
    while (same < length && ref[same] === first[same]) same++
    length = same
  }
  const common = first.slice(0, length)
  return common.slice(0, Math.max(common.lastIndexOf('/'), common.lastIndexOf('\\')) + 1)
}
