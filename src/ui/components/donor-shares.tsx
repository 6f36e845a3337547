import { changeLeftOut } from '../../core/share-of-voice/without.ts'
import { cosineText, figure, percent, threeDigits } from '../../core/text/figures.ts'
import { bar, cell, columnsOf } from '../../core/text/layout.ts'
import { figureNames } from '../../core/view/figure-names.ts'
import { type NameColumn, nameColumn } from '../../core/view/name-column.ts'
import type { DonorRow } from '../state/rows/row.ts'
import { Line } from './lines.tsx'
import { innerColumns, List, partOf } from './list.tsx'
import { Text } from './text.tsx'

interface DonorSharesProps {
  readonly rows: readonly DonorRow[]
  readonly row: number
  readonly columns: number
  readonly lines: number
}

/** Whose weights the result is made of, a line a donor; beside it what a changed recipe will come to. */
export function DonorShares({ rows, row, columns, lines }: DonorSharesProps) {
  const part = partOf(rows, row, lines - 1)
  const { place } = part
  const layout = layoutOf(rows, innerColumns(part, columns))
  const title = columnsOf(`donor${place}`) <= layout.names.width ? `donor${place}` : place.trim() || 'donor'
  const head = `   ${cell(title, layout.names.width)}`
  return (
    <>
      <Line columns={columns} tone="dim">
        {`${head}  ${layout.columns.map(({ title, width }) => title.padStart(width)).join(' ')}${layout.hasBand ? '  band' : ''}`}
      </Line>
      <List part={part} columns={columns} keyOf={({ told }) => told.ref}>
        {(each, { here }) => <DonorLine row={each} here={here} layout={layout} />}
      </List>
    </>
  )
}

interface Column {
  readonly title: string
  readonly width: number
  readonly text: (row: DonorRow) => string
  /** Of the next run. */
  readonly isNext?: true
}

interface Layout {
  readonly names: NameColumn
  readonly columns: readonly Column[]
  readonly bar: number
  readonly hasBand: boolean
}

const bands = 12

/** What fits: share and weight always, then the bar, the band, and on a wide terminal everything that was measured. */
function layoutOf(rows: readonly DonorRow[], columns: number): Layout {
  const isChanged = rows.some(({ next }) => next !== null)
  const names = nameColumn(
    rows.map(({ told }) => told.ref),
    Math.max(10, Math.floor(columns / (columns < 110 ? 3.4 : 2.6))),
  )
  const wide = columns - names.width
  const shown: Column[] = [
    { title: 'share', width: 8, text: ({ told }) => told.share },
    ...(isChanged
      ? [
          {
            title: 'next',
            width: 8,
            isNext: true as const,
            text: ({ next }: DonorRow) =>
              next ? (next.share === null ? 'left out' : percent(next.share)) : '',
          },
        ]
      : []),
    ...(isChanged ? [] : columnsBefore(rows)),
    {
      title: 'weight',
      width: 7,
      text: ({ told, next }) => (next ? weightText(next, told.weight) : told.weight),
    },
    ...(wide >= 52
      ? [{ title: 'norm', width: 7, text: ({ told }: DonorRow) => threeDigits(told.donor.norm) }]
      : []),
    ...(wide >= 80
      ? [
          { title: 'kept', width: 7, text: ({ told }: DonorRow) => percent(told.donor.keptDensity ?? null) },
          {
            title: figureNames.cosine,
            width: 7,
            text: ({ told }: DonorRow) => cosineText(told.donor.alignment),
          },
        ]
      : []),
    ...(wide >= 110
      ? [
          {
            title: figureNames.against,
            width: 8,
            text: ({ told }: DonorRow) => percent(told.donor.signConflict ?? null),
          },
          {
            title: figureNames.without,
            width: 8,
            text: ({ told }: DonorRow) => percent(changeLeftOut(told.donor)),
          },
        ]
      : []),
  ]
  const used = 3 + names.width + 2 + shown.reduce((sum, { width }) => sum + width + 1, 0)
  const hasBand = columns - used - bands - 2 >= 4
  return { names, columns: shown, hasBand, bar: Math.max(0, columns - used - (hasBand ? bands + 2 : 0) - 2) }
}

/** Beside what was measured: the share of the run before, and the one that it foretold. */
function columnsBefore(rows: readonly DonorRow[]): readonly Column[] {
  const of = (
    title: string,
    width: number,
    shareOf: (before: DonorRow['before']) => number | null,
  ): Column[] =>
    rows.some(({ before }) => shareOf(before) !== null)
      ? [{ title, width, text: ({ before }) => percent(shareOf(before)) }]
      : []
  return [
    ...of('was', 7, (before) => before?.share ?? null),
    ...of('foretold', 8, (before) => before?.foretold ?? null),
  ]
}

const weightText = ({ weight, share }: NonNullable<DonorRow['next']>, now: string): string =>
  share === null ? '–' : weight === null ? now : figure(weight)

interface DonorLineProps {
  readonly row: DonorRow
  readonly here: boolean
  readonly layout: Layout
}

function DonorLine({ row, here, layout }: DonorLineProps) {
  const { told, next } = row
  const isGone = next?.share === null
  const mark = isGone ? 'x' : told.alarming ? '!' : ' '
  const band = next?.band ?? told.band
  const change = next?.share == null ? 0 : next.share - told.donor.share
  const colour = change > 0.0005 ? 'green' : change < -0.0005 || isGone ? 'yellow' : undefined
  return (
    <Text wrap="truncate">
      <Text inverse={here} dimColor={isGone}>
        {here ? '›' : ' '}
        <Text {...(told.alarming && { color: 'red' })}>{`${mark} ${layout.names.cellOf(told.ref)}`}</Text>
        {'  '}
        {layout.columns.map(({ title, width, text, isNext }) => (
          <Text
            key={title}
            {...(isNext && colour && { color: colour })}
          >{`${rightOf(text(row), width)} `}</Text>
        ))}
        {layout.hasBand && (
          <Text
            {...(band === 'poisoned' && { color: 'red' })}
          >{` ${(isGone ? '' : band).padEnd(bands)}`}</Text>
        )}
      </Text>
      {layout.bar > 0 && (
        // Not inverse: a bar is ground that its colour fills.
        <Text
          dimColor={isGone}
          color={told.alarming ? 'red' : 'cyan'}
        >{` ${bar(told.length, layout.bar)}`}</Text>
      )}
    </Text>
  )
}

const rightOf = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - columnsOf(text))) + text
