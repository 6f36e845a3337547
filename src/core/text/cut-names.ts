import { largestOf, smallestOf } from '../many.ts'
import { clip, columnsOf } from './layout.ts'
import { printable } from './printable.ts'

/**
 * Different names, each cut in the middle to at most `columns`, so that no two look the same. Of names whose ends
 * are the same, what differs is kept: `org/Mist…-v2…-merged`. Where no room is left for that, they are numbered.
 */
export function cutAndDistinct(names: readonly string[], columns: number): readonly string[] {
  const cut = cutGroup(names.map(printable), columns)
  return numbered(cut, columns)
}

/** Cuts all alike, and those that come out the same once more around what differs in them. */
function cutGroup(names: readonly string[], columns: number): readonly string[] {
  const cut = names.map((name) => clip(name, columns, 'both'))
  const places = new Map<string, number[]>()
  cut.forEach((text, at) => {
    const same = places.get(text)
    if (same) same.push(at)
    else places.set(text, [at])
  })
  for (const same of places.values()) {
    if (same.length < 2) continue
    const around = keptApart(
      same.map((at) => names[at]!),
      columns,
    )
    same.forEach((at, index) => {
      cut[at] = around[index] ?? cut[at]!
    })
  }
  return cut
}

/** Names with the same ends: a piece of both, and between them what differs. Empty where there is no room. */
function keptApart(names: readonly string[], columns: number): readonly string[] {
  const characters = names.map((name) => [...name])
  const shortest = smallestOf(characters.map(({ length }) => length))
  const isShared = (of: (name: readonly string[]) => string | undefined) =>
    characters.every((name) => of(name) === of(characters[0]!))
  let head = 0
  while (head < shortest && isShared((name) => name[head])) head++
  let tail = 0
  while (head + tail < shortest && isShared((name) => name[name.length - 1 - tail])) tail++
  const room = columns - 2
  if (head + tail === 0 || room < 3) return []
  const inner = cutGroup(
    characters.map((name) => name.slice(head, name.length - tail).join('')),
    room,
  )
  const widest = largestOf(inner.map(columnsOf), 0)
  const before = clip(characters[0]!.slice(0, head).join(''), Math.ceil((room - widest) / 2) + 1)
  const ending = characters[0]!.slice(characters[0]!.length - tail).join('')
  return inner.map((text) => {
    const left = columns - columnsOf(before) - columnsOf(text)
    return before + text + tailOf(ending, left)
  })
}

/** The end of a text in at most `columns`, with an ellipsis before it where it is cut. */
function tailOf(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  const characters = [...text]
  while (characters.length > 0 && columnsOf(characters.join('')) > columns - 1) characters.shift()
  return columns > 0 ? `…${characters.join('')}` : ''
}

/** What still looks like another name ends with a number of its own. */
function numbered(names: readonly string[], columns: number): readonly string[] {
  const taken = new Set(names)
  const seen = new Set<string>()
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name)
      return name
    }
    for (let number = 2; ; number++) {
      const end = `…${number}`
      if (end.length > columns) return name
      const text = clip(name, columns - end.length, 'start').replace(/…$/, '') + end
      if (taken.has(text)) continue
      taken.add(text)
      return text
    }
  })
}
