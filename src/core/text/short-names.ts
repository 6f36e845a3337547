import { cutAndDistinct } from './cut-names.ts'
import { columnsOf } from './layout.ts'
import { printable } from './printable.ts'
import { remembered } from './remembered.ts'

/**
 * Names for a narrow column: none is wider than `columns`, and no two look the same. Where one is too wide and
 * most lie below the same folder, that folder becomes `…`; what is still too wide is cut in the middle. Names
 * that fit stay as the user wrote them, and none gets wider.
 */
export const shortNames = (refs: readonly string[], columns: number): ReadonlyMap<string, string> =>
  shortened(`${columns} ${JSON.stringify(refs)}`)

const shortened = remembered(
  (asked) => {
    const end = asked.indexOf(' ')
    return shortenedTo(JSON.parse(asked.slice(end)) as string[], Number(asked.slice(0, end)))
  },
  { most: 16, longest: 100_000 },
)

function shortenedTo(refs: readonly string[], columns: number): ReadonlyMap<string, string> {
  const names = [...new Set(refs)]
  const isWide = (name: string) => columnsOf(printable(name)) > columns
  if (!names.some(isWide)) return new Map(names.map((name) => [name, name]))
  const shared = names.length > 1 ? sharedFolder(names) || commonFolder(names) : ''
  const mark = `…${shared.slice(-1)}`
  const gains = columnsOf(printable(shared)) > columnsOf(mark)
  const short = names.map((name) =>
    gains && name.startsWith(shared) ? mark + name.slice(shared.length) : name,
  )
  const cut = short.some(isWide) ? cutAndDistinct(short, columns) : short
  return new Map(names.map((name, at) => [name, cut[at]!]))
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

/** Where they have none in common: the folder of more than half of them that saves the most. */
function commonFolder(refs: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const ref of refs)
    for (const { index } of ref.matchAll(/[/\\]/g)) {
      const folder = ref.slice(0, index + 1)
      counts.set(folder, (counts.get(folder) ?? 0) + 1)
    }
  let best = ''
  for (const [folder, count] of counts)
    if (count * 2 > refs.length && folder.length > best.length) best = folder
  return best
}
