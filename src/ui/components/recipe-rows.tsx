import { Box } from 'ink'
import { briefSetting } from '../../core/recipe/setting-text.ts'
import { cell, clip, columnsOf } from '../../core/text/layout.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import type { ParameterCell } from '../state/parameter-cells.ts'
import type { RecipeRow } from '../state/recipe-rows.ts'
import { Line, placeText, visible } from './lines.tsx'
import { Text } from './text.tsx'

interface RecipeRowsProps {
  readonly rows: readonly RecipeRow[]
  readonly row: number
  readonly cell: number
  readonly columns: number
  readonly lines: number
}

type TableRow = Extract<RecipeRow, { kind: 'donor' | 'whole' }>
const isTable = (row: RecipeRow): row is TableRow => row.kind === 'donor' || row.kind === 'whole'
const nameIn = (row: TableRow): string => (row.kind === 'donor' ? row.name : row.label)
const valueColumns = 9

/** The form: settings of the merge, and a table of the donors' values under their names. */
export function RecipeRows({ rows, row, cell: at, columns, lines }: RecipeRowsProps) {
  const inTable = rows.filter(isTable)
  const specs = inTable.at(-1)?.cells.map(({ spec }) => spec.name) ?? []
  const most = Math.max(8, columns - 4 - specs.length * (valueColumns + 1))
  const names = nameColumn(inTable.map(nameIn), most)
  const table = rows.findIndex(isTable)
  const hasHead = table >= 0 && specs.length > 0
  const { from, items } = visible(rows, row, lines - (hasHead ? 1 : 0))
  const donorsIn = (some: readonly RecipeRow[]) => some.filter(({ kind }) => kind === 'donor').length
  const place = placeText(donorsIn(rows.slice(0, from)), donorsIn(items), donorsIn(rows))
  return items.map((candidate, index) => {
    const here = from + index === row
    if (!isTable(candidate))
      return (
        <Line key={candidate.label} columns={columns} here={here}>
          {`${candidate.label.padEnd(13)} ${candidate.kind === 'choice' ? `‹ ${candidate.text} ›` : candidate.text}`}
        </Line>
      )
    const isFirst = hasHead && (from + index === table || index === 0)
    const title = columnsOf(`donor${place}`) <= names.width ? `donor${place}` : 'donor'
    return (
      <Box key={nameIn(candidate)} flexDirection="column" flexShrink={0}>
        {isFirst && (
          <Line columns={columns} tone="dim">
            {`   ${cell(title, names.width)} ${specs.map((spec) => cell(spec, valueColumns)).join(' ')}`}
          </Line>
        )}
        <Text wrap="truncate" dimColor={candidate.kind === 'whole' && !here}>
          {`${here ? '›' : ' '}${candidate.kind === 'donor' && candidate.isBase ? '▪' : ' '} ${names.cellOf(nameIn(candidate))}`}
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

function Value({ value, here }: { readonly value: ParameterCell; readonly here: boolean }) {
  return (
    <>
      {here ? '›' : ' '}
      <Text inverse={here}>{cell(clip(shownValue(value), valueColumns), valueColumns)}</Text>
    </>
  )
}

/** In brackets what applies without standing here. */
function shownValue({ spec, own, inherited, isNone }: ParameterCell): string {
  if (isNone) return '–'
  if (own) return briefSetting(own, valueColumns)
  if (inherited === 'varies') return '(varies)'
  if (inherited) return `(${briefSetting(inherited, valueColumns - 2)})`
  return spec.default === null ? '·' : `(${spec.default})`
}
