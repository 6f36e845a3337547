import { Box } from 'ink'
import { Fragment } from 'react'
import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import { bar } from '../../core/text/layout.ts'
import { headsOf } from '../../core/text/letters.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import type { VoicesRow } from '../state/rows/row.ts'
import type { HeatColumns } from './heat-columns.tsx'
import { Line } from './lines.tsx'
import { Text } from './text.tsx'

const gap = 3
const widestSide = 90
const leastSide = 50
/** On narrower terminals the letters are explained below. */
const wideTerminal = 140
const shareColumns = 8

/** The columns that are left beside the cells, and enough for all donors in a line each; 0 where they are not. */
export function sideColumns(
  { label, cell, donors }: HeatColumns,
  { columns, lines, all }: { readonly columns: number; readonly lines: number; readonly all: number },
): number {
  const spare = columns - 1 - label - donors.length * cell - gap
  return columns >= wideTerminal && spare >= leastSide && donors.length === all && all < lines
    ? Math.min(widestSide, spare)
    : 0
}

interface HeatSideProps {
  readonly voice: ShareOfVoice
  /** Under the cursor. */
  readonly row: VoicesRow
  readonly columns: number
}

/** Which letter is whom, and how loud each is in the row under the cursor. */
export function HeatSide({ voice, row: { label, cells }, columns }: HeatSideProps) {
  const refs = voice.donors.map(({ ref }) => ref)
  const heads = headsOf(refs)
  const head = largestOf(heads.map((letter) => letter.length))
  const names = nameColumn(refs, Math.floor(columns * 0.55))
  const width = Math.max(0, columns - head - names.width - shareColumns - 2)
  const loudest = largestOf(cells.map(({ share }) => share ?? 0)) || 1
  return (
    <Box flexDirection="column" flexShrink={0} marginLeft={gap} width={columns}>
      <Line columns={columns} tone="dim">
        {label}
      </Line>
      {/* One text of many lines, since each would cost as much as the whole; names in cells are printable. */}
      <Text wrap="truncate">
        {cells.map(({ text, share }, at) => (
          <Fragment key={refs[at]}>
            {`${at > 0 ? '\n' : ''}${heads[at]!.padEnd(head)} ${names.cellOf(refs[at]!)} `}
            <Text color="cyan">{bar((share ?? 0) / loudest, width).padEnd(width)}</Text>
            {text.padStart(shareColumns)}
          </Fragment>
        ))}
      </Text>
    </Box>
  )
}
