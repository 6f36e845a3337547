import { briefSetting } from '../../core/recipe/setting-text.ts'
import { cell, clip, columnsOf } from '../../core/text/layout.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import type { ParameterCell } from '../state/parameter-cells.ts'
import type { RecipeRow } from '../state/recipe-row.ts'
import { Line, ruled } from './lines.tsx'
import { innerColumns, List, type Part, partOf, placeText } from './list.tsx'
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
const isSetting = (row: RecipeRow): boolean => row.kind === 'setting'
const nameIn = (row: TableRow): string => (row.kind === 'donor' ? row.name : row.label)
const valueColumns = 9

/** The form: settings of the merge, and a table of the donors' values under their names. */
export function RecipeRows({ rows, row, cell: at, columns, lines }: RecipeRowsProps) {
  const inTable = rows.filter(isTable)
  const specs = inTable.at(-1)?.cells.map(({ spec }) => spec.name) ?? []
  const table = rows.findIndex(isTable)
  const options = rows.findIndex(isSetting)
  const hasHead = (at: number) => at === options || (specs.length > 0 && at === table)
  /** Before its first row, or before the first of its rows that is shown. */
  const isUnderHead = ({ from, items }: Part<RecipeRow>, at: number) =>
    hasHead(at) || (at === from && (isSetting(items[0]!) || (specs.length > 0 && isTable(items[0]!))))
  const headsIn = (some: Part<RecipeRow>) =>
    some.items.filter((_, at) => isUnderHead(some, some.from + at)).length
  const part = [0, 1, 2]
    .map((heads) => ({ heads, part: partOf(rows, row, lines - heads) }))
    .find(({ heads, part }) => headsIn(part) <= heads)!.part
  const room = innerColumns(part, columns)
  const most = Math.max(8, room - 4 - specs.length * (valueColumns + 1))
  const names = nameColumn(inTable.map(nameIn), most)
  const donorsIn = (some: readonly RecipeRow[]) => some.filter(({ kind }) => kind === 'donor').length
  const [before, shown, all] = [rows.slice(0, part.from), part.items, rows].map(donorsIn)
  const place = shown! > 0 && shown! < all! ? placeText(before!, shown!, all!) : ''
  const title = columnsOf(`donor${place}`) <= names.width ? `donor${place}` : 'donor'
  const head = `   ${cell(title, names.width)} ${specs.map((spec) => cell(spec, valueColumns)).join(' ')}`
  return (
    <List part={part} columns={columns} keyOf={(_, at) => at}>
      {(candidate, { here, at: index, columns: inner }) =>
        isTable(candidate) ? (
          <>
            {isUnderHead(part, index) && (
              <Line columns={inner} tone="dim">
                {head}
              </Line>
            )}
            <TableLine row={candidate} name={names.cellOf(nameIn(candidate))} here={here} cell={at} />
          </>
        ) : (
          <>
            {isUnderHead(part, index) && (
              <Line columns={inner} tone="dim">
                {ruled('options of the run', inner)}
              </Line>
            )}
            <Line columns={inner} here={here}>
              {`${candidate.label.padEnd(labelColumns)} ${valueText(candidate, inner - labelColumns - 2)}`}
            </Line>
          </>
        )
      }
    </List>
  )
}

const labelColumns = 13

/** Cut in its middle: the end of a path tells it from others. */
function valueText(row: Exclude<RecipeRow, TableRow>, columns: number): string {
  return row.kind === 'choice'
    ? `‹ ${clip(row.text, columns - 4, 'both')} ›`
    : clip(row.text, columns, 'both')
}

interface TableLineProps {
  readonly row: TableRow
  readonly name: string
  readonly here: boolean
  /** The column under the cursor. */
  readonly cell: number
}

function TableLine({ row, name, here, cell: at }: TableLineProps) {
  return (
    <Text wrap="truncate" dimColor={row.kind === 'whole' && !here}>
      {`${here ? '›' : ' '}${row.kind === 'donor' && row.isBase ? '▪' : ' '} ${name}`}
      {row.cells.map((value, column) => (
        <Value
          key={value.spec.name}
          value={value}
          here={here && column === Math.min(at, row.cells.length - 1)}
        />
      ))}
    </Text>
  )
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
