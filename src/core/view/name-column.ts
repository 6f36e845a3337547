import { largestOf } from '../many.ts'
import { cell, columnsOf } from '../text/layout.ts'
import { printable } from '../text/printable.ts'
import { shortNames } from '../text/short-names.ts'

export interface NameColumn {
  readonly width: number
  readonly nameOf: (ref: string) => string
  /** The name, filled up to the width of the column. */
  readonly cellOf: (ref: string) => string
}

/** A column of donors, at most `most` wide and no wider than its longest name. */
export function nameColumn(refs: readonly string[], most: number): NameColumn {
  const names = shortNames(refs, most)
  const longest = largestOf(
    [...names.values()].map((text) => columnsOf(printable(text))),
    5,
  )
  const width = Math.min(most, longest)
  const nameOf = (ref: string) => names.get(ref) ?? ref
  return { width, nameOf, cellOf: (ref) => cell(nameOf(ref), width) }
}
