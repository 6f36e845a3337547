import { Box } from 'ink'
import type { ReactNode } from 'react'
import { Text } from './text.tsx'

/** What the marks of a list take that goes on. */
export const markColumns = 2

/** The part of a list that fits into the lines that there are, with the cursor in it. */
export interface Part<Item> {
  readonly from: number
  readonly items: readonly Item[]
  /** Of the cursor, in the whole list; below zero where there is none. */
  readonly row: number
  readonly isAbove: boolean
  readonly isBelow: boolean
  /** For a title: ` 4–12 of 40`; empty where all of the list is shown. */
  readonly place: string
}

export function partOf<Item>(items: readonly Item[], row: number, lines: number): Part<Item> {
  const from = Math.max(0, Math.min(row - Math.floor(lines / 2), items.length - lines))
  const shown = items.slice(from, from + Math.max(0, lines))
  const isBelow = from + shown.length < items.length
  const isLong = from > 0 || isBelow
  return {
    from,
    items: shown,
    row,
    isAbove: from > 0,
    isBelow,
    place: isLong && shown.length > 0 ? placeText(from, shown.length, items.length) : '',
  }
}

/** ` 4–12 of 40` */
export const placeText = (from: number, shown: number, all: number): string =>
  ` ${from + 1}–${from + shown} of ${all}`

/** What a line of the list has, beside the marks of one that goes on. */
export const innerColumns = ({ isAbove, isBelow }: Part<unknown>, columns: number): number =>
  isAbove || isBelow ? columns - markColumns : columns

interface ListLine {
  readonly here: boolean
  /** Place in the whole list. */
  readonly at: number
  readonly columns: number
}

interface ListProps<Item> {
  readonly part: Part<Item>
  readonly columns: number
  readonly keyOf: (item: Item, at: number) => string | number
  readonly children: (item: Item, line: ListLine) => ReactNode
}

/** Lines of a list that may be longer: at their right end is told where it goes on. */
export function List<Item>({ part, columns, keyOf, children }: ListProps<Item>) {
  const { from, items, row, isAbove, isBelow } = part
  const inner = innerColumns(part, columns)
  return items.map((item, index) => {
    const at = from + index
    const up = isAbove && index === 0
    const down = isBelow && index === items.length - 1
    const line = children(item, { here: at === row, at, columns: inner })
    return (
      <Box key={keyOf(item, at)} flexShrink={0} alignItems={down ? 'flex-end' : 'flex-start'}>
        <Box flexDirection="column" flexShrink={0} width={inner}>
          {line}
        </Box>
        {(up || down) && <Text dimColor>{`${up ? '▲' : ''}${down ? '▼' : ''}`.padStart(markColumns)}</Text>}
      </Box>
    )
  })
}
