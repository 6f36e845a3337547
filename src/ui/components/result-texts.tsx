import { Box } from 'ink'
import { useMemo } from 'react'
import { largestOf } from '../../core/many.ts'
import { cell, columnsOf } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import type { ResultState } from '../state/result-state.ts'
import { type TextRow, textOf } from '../state/rows/row.ts'
import { toldIn } from './about-donor.ts'
import { Line, Lines } from './lines.tsx'
import { List, partOf } from './list.tsx'
import { ReportLine } from './report-line.tsx'
import { ResultHead, roomy } from './result-head.tsx'
import type { Space } from './space.tsx'

interface ResultTextsProps {
  readonly result: ResultState
  readonly list: readonly TextRow[]
  readonly space: Space
}

/** Lines of the list on any terminal. */
const leastList = 2
/** Of the text under the cursor, where its line has no room for all of it. */
const mostWhole = 4

/** A view that is a list of sentences. */
export function ResultTexts({ result, list, space: { columns, rows } }: ResultTextsProps) {
  const isRoomy = rows >= roomy
  const fixed = isRoomy ? 3 : 1
  const room = columns - 5
  // Whether any needs it, so that the list does not move with the cursor.
  const longest = useMemo(
    () => largestOf(list.map((row) => columnsOf(printable(textOf(row)).slice(0, columns * mostWhole)))),
    [list, columns],
  )
  const wanted = longest > room ? Math.min(mostWhole, Math.ceil(longest / (columns * 0.85))) : 0
  const whole = Math.max(0, Math.min(wanted, rows - fixed - leastList))
  const here = list[result.row]
  const names = useMemo(
    () => shortNames(namesIn(list), Math.max(12, Math.floor(columns * 0.42))),
    [list, columns],
  )
  const column = list[0]?.isAligned
    ? 1 + largestOf([...names.values()].map((name) => columnsOf(printable(name))))
    : 0
  const drawn = ({ mark, name, text }: TextRow) => {
    const label = name === null ? '' : `${names.get(name) ?? name}:`
    return `${mark} ${column > 0 ? `${cell(label, column)} ` : label && `${label} `}${text}`
  }
  const isCut = here !== undefined && columnsOf(printable(drawn(here))) > columns - 3
  const part = partOf(list, result.row, rows - fixed - whole)
  return (
    <>
      <ResultHead result={result} columns={columns} place={part.place} hasVerdict={isRoomy} />
      <List part={part} columns={columns} keyOf={(_, at) => at}>
        {(row, line) => (
          <Line columns={line.columns} here={line.here} tone={row.tone}>
            {drawn(row)}
          </Line>
        )}
      </List>
      <Box flexGrow={1} />
      <Box flexDirection="column" height={whole} flexShrink={0}>
        {isCut && whole > 0 && (
          <Lines lines={toldIn(textOf(here), 'plain', columns, whole)} columns={columns} />
        )}
      </Box>
      {isRoomy && <ReportLine folder={result.run.folder} columns={columns} />}
    </>
  )
}

/** The donors that lines begin with. */
const namesIn = (list: readonly TextRow[]): readonly string[] => [
  ...new Set(list.flatMap(({ name }) => name ?? [])),
]
