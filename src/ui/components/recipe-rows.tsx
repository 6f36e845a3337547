import { Box } from 'ink'
import { largestOf } from '../../core/many.ts'
import { cell, clip, columnsOf } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import type { DonorCell, RecipeRow } from '../state/recipe-rows.ts'
import { Line, placeText, visible } from './lines.tsx'
import { Text } from './text.tsx'

interface RecipeRowsProps {
  readonly rows: readonly RecipeRow[]
  readonly row: number
  readonly cell: number
  readonly columns: number
  readonly lines: number
}

type DonorRow = Extract<RecipeRow, { kind: 'donor' }>
const valueColumns = 9

/** The form: settings of the merge, and a table of the donors' values under their names. */
export function RecipeRows({ rows, row, cell: at, columns, lines }: RecipeRowsProps) {
  const donors = rows.filter((candidate): candidate is DonorRow => candidate.kind === 'donor')
  const specs = donors[0]?.cells.map(({ spec }) => spec.name) ?? []
  const most = Math.max(8, columns - 4 - specs.length * (valueColumns + 1))
  const names = shortNames(
    donors.map(({ name }) => name),
    most,
  )
  const name = Math.min(
    most,
    largestOf(
      [...names.values()].map((text) => columnsOf(printable(text))),
      6,
    ),
  )
  const table = rows.findIndex(({ kind }) => kind === 'donor')
  const hasHead = table >= 0 && specs.length > 0
  const { from, items } = visible(rows, row, lines - (hasHead ? 1 : 0))
  const place = placeText(from, items.length, rows.length)
  return items.map((candidate, index) => {
    const here = from + index === row
    if (candidate.kind !== 'donor')
      return (
        <Line key={candidate.label} columns={columns} here={here}>
          {`${candidate.label.padEnd(13)} ${candidate.kind === 'choice' ? `‹ ${candidate.text} ›` : candidate.text}`}
        </Line>
      )
    const isFirst = hasHead && (from + index === table || index === 0)
    return (
      <Box key={candidate.name} flexDirection="column" flexShrink={0}>
        {isFirst && (
          <Line columns={columns} tone="dim">
            {`   ${cell(columnsOf(`donor${place}`) <= name ? `donor${place}` : 'donor', name)} ${specs.map((spec) => cell(spec, valueColumns)).join(' ')}`}
          </Line>
        )}
        <Text wrap="truncate">
          {`${here ? '›' : ' '}${candidate.isBase ? '▪' : ' '} ${cell(names.get(candidate.name) ?? '', name)}`}
          {candidate.cells.map((value, column) => (
            <Value
              key={value.spec.name}
              value={value}
              here={here && column === Math.min(at, candidate.cells.length - 1)}
            />
          ))}
        </Text>
      </Box>
    )
  })
}

function Value({
  value: { text, spec, inherited },
  here,
}: {
  readonly value: DonorCell
  readonly here: boolean
}) {
  const applies = inherited ?? spec.default
  const shown = text === null ? '–' : text === '' ? (applies === null ? '·' : `(${applies})`) : text
  return (
    <>
      {here ? '›' : ' '}
      <Text inverse={here}>{cell(clip(shown, valueColumns), valueColumns)}</Text>
    </>
  )
}
