import { Box } from 'ink'
import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import { bar, cell, clip, columnsOf, wrap } from '../../core/text/layout.ts'
import { letterOf } from '../../core/text/letters.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { formatBytes } from '../../core/text/units.ts'
import { checksSentence } from '../../core/verify/counts.ts'
import { type HeatCell, shadeOf } from '../../core/view/heat-map.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import { captionOf, loudestFirst, shareRows } from '../../core/view/share-rows.ts'
import { reportPath } from '../../steps/session/programs.ts'
import type { Space } from '../components/app-frame.tsx'
import { Line, visible } from '../components/lines.tsx'
import { Text } from '../components/text.tsx'
import { type AppState, type ResultState, resultViews } from '../state/app.ts'
import { type ResultRow, resultRows } from '../state/result-rows.ts'

/** What came of a run: one of several views, each a list with a cursor. */
export function ResultScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { result } = state
  const { columns, rows } = space
  if (!result) return null
  const { run, view, into } = result
  const voice = run.result.shareOfVoice
  const list = resultRows(result, state.recent ?? [])
  const chart =
    view === 'shares' && voice ? Math.min(voice.donors.length + 1, Math.floor((rows - 3) * 0.6)) : 0
  const heat = voice ? heatColumns(voice, list, columns) : { label: 0, cell: 0, donors: [] }
  const legend =
    view === 'heatmap' && voice && into.length < 2 ? legendLines(voice, heat.donors, columns) : []
  const head = legend.length > 0 ? 1 : 0
  const whole = wholeText(list[result.row], columns)
  const { from, items } = visible(list, result.row, rows - 3 - chart - legend.length - head - whole.length)
  return (
    <>
      <Line columns={columns} tone={run.result.verdict === 'ok' ? 'good' : 'warning'}>
        {headline(result, columns)}
      </Line>
      <Views view={view} into={into} columns={columns} />
      {chart > 0 && voice && <Chart voice={voice} columns={columns} lines={chart} />}
      {head > 0 && voice && <HeatHead heat={heat} columns={columns} />}
      {items.map((row, index) => (
        <Row
          // A list of lines, some of them alike: their place is what they are.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={from + index}
          row={row}
          here={from + index === result.row}
          columns={columns}
          heat={heat}
        />
      ))}
      <Box flexGrow={1} />
      {whole.map((line) => (
        <Line key={line} columns={columns}>
          {line}
        </Line>
      ))}
      {legend.map((line) => (
        <Line key={line} columns={columns} tone="dim">
          {line}
        </Line>
      ))}
      <Line columns={columns} tone="dim">{`report: ${reportPath(run.folder)}`}</Line>
    </>
  )
}

/** The text under the cursor where its line has no room for all of it. */
function wholeText(row: ResultRow | undefined, columns: number): readonly string[] {
  if (row?.kind !== 'text' || columnsOf(printable(row.text)) <= columns - 3) return []
  return wrap(row.text, columns).slice(0, 4)
}

const shortestFolder = 10

function headline({ run: { folder, result } }: ResultState, columns: number): string {
  const bytes = result.inspect?.estimate?.outputBytes
  const checks = result.verify ? `checks: ${checksSentence(result.verify.checks)}` : 'not checked'
  const size = bytes ? `, ${formatBytes(bytes)}` : ''
  const room = (told: string) => columns - result.verdict.length - 2 - told.length
  // The checks before the size, where there is no room for both.
  const whole = `${size}, ${checks}`
  const told = room(whole) < shortestFolder ? `, ${checks}` : whole
  return `${result.verdict}: ${clip(folder, Math.max(shortestFolder, room(told)), 'both')}${told}`
}

function Views({ view, into, columns }: Pick<ResultState, 'view' | 'into'> & { readonly columns: number }) {
  const path = into.map((part) => ` › ${part}`).join('')
  const names = resultViews.map((name) => (name === view ? `[${name}]` : ` ${name} `)).join('')
  return <Text wrap="truncate">{clip(`${names}${path}`, columns)}</Text>
}

/** A bar a donor, the loudest first. */
function Chart({
  voice,
  columns,
  lines,
}: {
  readonly voice: ShareOfVoice
  readonly columns: number
  readonly lines: number
}) {
  const names = nameColumn(
    voice.donors.map(({ ref }) => ref),
    Math.floor(columns / 3),
  )
  const width = Math.max(4, columns - names.width - 27)
  return (
    <>
      {shareRows(voice)
        .slice(0, lines - 1)
        .map(({ ref, share, band, length }) => (
          <Text key={ref} wrap="truncate">
            {`${names.cellOf(ref)}  `}
            <Text color="cyan">{bar(length, width).padEnd(width)}</Text>
            {`  ${share.padStart(7)}  ${band}`}
          </Text>
        ))}
      <Line columns={columns} tone="dim">
        {captionOf(voice)}
      </Line>
    </>
  )
}

const shortestLabel = 18

interface HeatColumns {
  readonly label: number
  readonly cell: number
  /** Which donors have a column, by their place in the result. */
  readonly donors: readonly number[]
}

/**
 * Columns of the heatmap: the labels take what the longest one needs and the cells can spare. Where there are more
 * donors than columns, the loudest ones are shown.
 */
function heatColumns(voice: ShareOfVoice, rows: readonly ResultRow[], columns: number): HeatColumns {
  const longest = largestOf(rows.map((row) => (row.kind === 'voices' ? columnsOf(printable(row.label)) : 0)))
  const { length } = voice.donors
  const least = 1 + Math.max(2, letterOf(length - 1).length)
  const spare = columns - 1 - length * least
  const label = Math.max(shortestLabel, Math.min(longest + 1, spare))
  const room = columns - label - 1
  const shown = new Set(loudestFirst(voice.donors).slice(0, Math.floor(room / least)))
  const donors = [...voice.donors.keys()].filter((index) => shown.has(voice.donors[index]!))
  return { label, cell: Math.max(least, Math.min(7, Math.floor(room / Math.max(1, donors.length)))), donors }
}

interface HeatHeadProps {
  readonly heat: HeatColumns
  readonly columns: number
}

function HeatHead({ heat, columns }: HeatHeadProps) {
  const letters = heat.donors.map((index) => letterOf(index).padStart(heat.cell)).join('')
  return <Line columns={columns} tone="dim">{`${' '.repeat(heat.label + 1)}${letters}`}</Line>
}

/** Which letter is whom, in as few lines as it takes, three at most. */
function legendLines(voice: ShareOfVoice, donors: readonly number[], columns: number): readonly string[] {
  const most = Math.max(12, Math.floor(columns / 3) - 5)
  const names = shortNames(
    voice.donors.map(({ ref }) => ref),
    most,
  )
  const lines: string[] = []
  let told = 0
  for (const index of donors) {
    const text = `${letterOf(index)} ${clip(names.get(voice.donors[index]!.ref)!, most, 'both')}`
    const last = lines.at(-1)
    if (last !== undefined && columnsOf(last) + columnsOf(text) + 2 <= columns)
      lines[lines.length - 1] = `${last}  ${text}`
    else lines.push(text)
    if (lines.length <= 2) told += 1
  }
  const more = `… and ${voice.donors.length - told} more, all of them in the report`
  return lines.length > 3 || donors.length < voice.donors.length ? [...lines.slice(0, 2), more] : lines
}

interface RowProps {
  readonly row: ResultRow
  readonly here: boolean
  readonly columns: number
  readonly heat: HeatColumns
}

function Row({ row, here, columns, heat }: RowProps) {
  if (row.kind === 'text')
    return (
      <Line columns={columns} here={here} tone={row.tone}>
        {`${row.mark} ${row.text}`}
      </Line>
    )
  const cells = heat.donors.map((index) => heatCell(row.cells[index]!, heat.cell)).join('')
  return (
    <Line columns={columns} here={here}>
      {`${cell(row.label, heat.label)}${cells}`}
    </Line>
  )
}

/** A shade and the share in percent; the shade alone where there is no room. */
function heatCell(value: HeatCell, width: number): string {
  if (value.share === null) return value.short.padStart(width)
  const shade = shadeOf(value)
  return (width >= 5 ? `${shade}${value.short.padStart(3)}` : shade.repeat(2)).padStart(width)
}
