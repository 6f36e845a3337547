import { Box } from 'ink'
import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import { givesWeights } from '../../core/methods.ts'
import { soleTokens } from '../../core/share-of-voice/ghost-tokens.ts'
import { notCompared } from '../../core/share-of-voice/gram.ts'
import { nextAdvice } from '../../core/share-of-voice/next-advice.ts'
import type { PredictedShares } from '../../core/share-of-voice/predict.ts'
import { clip, columnsOf, wrap } from '../../core/text/layout.ts'
import { headsOf, letterOf } from '../../core/text/letters.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { formatBytes } from '../../core/text/units.ts'
import { checksSentence } from '../../core/verify/counts.ts'
import { heatMatrix } from '../../core/view/heat-matrix.ts'
import { headText } from '../../core/view/heat-text.ts'
import { captionOf, loudestFirst, verdictLine } from '../../core/view/share-rows.ts'
import { reportPath } from '../../steps/session/programs.ts'
import { DonorProfileLines } from '../components/donor-profile-lines.tsx'
import { DonorShares } from '../components/donor-shares.tsx'
import { HeatLine, HeatScale } from '../components/heat-cells.tsx'
import { legendLines } from '../components/heat-legend.ts'
import { Line, Lines, type ToldLine, visible } from '../components/lines.tsx'
import type { Space } from '../components/space.tsx'
import { Text } from '../components/text.tsx'
import { type AppState, type ResultState, resultViews } from '../state/app.ts'
import { nextShares } from '../state/next-run.ts'
import { donorAt, type ResultRow, resultRows, textOf } from '../state/result-rows.ts'

/** What came of a run: one of several views, each a list with a cursor. */
export function ResultScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { result } = state
  const { columns, rows } = space
  if (!result) return null
  const { run, view, into } = result
  const voice = run.result.shareOfVoice
  const list = resultRows({ ...state, result }, state.recent ?? [])
  const donors = list.filter((row) => row.kind === 'donor')
  const heat = voice ? heatColumns(voice, list, columns, result.quieter) : { label: 0, cell: 0, donors: [] }
  const head = view === 'heatmap' && voice && into.length < 2 ? 1 : 0
  const spare = Math.max(0, rows - fixed - head - leastList)
  const legend =
    head > 0 && voice
      ? legendLines(
          voice,
          heat.donors,
          columns,
          Math.min(spare, Math.max(rows < 30 ? 3 : 7, rows - 5 - list.length)),
        )
      : []
  const whole = (
    view === 'shares'
      ? aboutDonor(state, list[result.row], columns, rows)
      : wholeText(list[result.row], columns)
  ).slice(0, spare - legend.length)
  const names = shortNames(namesIn(list), Math.max(12, Math.floor(columns * 0.42)))
  const room = rows - fixed - legend.length - head - whole.length
  const here = donorAt(list[result.row])
  const below = room - donors.length - 2
  const profile = here !== null && below >= leastProfile ? Math.min(below, mostProfile) : 0
  const { from, items } = visible(list, result.row, room)
  return (
    <>
      <Line columns={columns} tone={run.result.verdict === 'ok' ? 'good' : 'warning'}>
        {headline(result, columns)}
      </Line>
      <Views view={view} into={into} columns={columns} />
      {head > 0 && voice && (
        <HeatHead heat={heat} heads={headsOf(voice.donors.map(({ ref }) => ref))} columns={columns} />
      )}
      {donors.length > 0 ? (
        <DonorShares rows={donors} row={result.row} columns={columns} lines={room - profile} />
      ) : (
        items.map((row, index) => (
          <Row
            // A list of lines, some of them alike: their place is what they are.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={from + index}
            row={row}
            here={from + index === result.row}
            columns={columns}
            heat={heat}
            names={names}
          />
        ))
      )}
      <Box flexGrow={1} />
      {profile > 0 && voice && here !== null && (
        <DonorProfileLines voice={voice} donor={here} columns={columns} lines={profile} />
      )}
      <Lines lines={whole} columns={columns} />
      <Lines lines={legend.map((text) => ({ text, tone: 'dim' }))} columns={columns} />
      {head > 0 && voice ? (
        <HeatScale scale={heatMatrix(voice).scale} columns={columns} />
      ) : (
        <Line columns={columns} tone="dim">{`report: ${reportPath(run.folder)}`}</Line>
      )}
    </>
  )
}

/** Lines of the headline, the views, and what stands at the bottom; and those that the list has on any terminal. */
const [fixed, leastList] = [3, 2]

/** The donors that lines begin with. */
const namesIn = (list: readonly ResultRow[]): readonly string[] => [
  ...new Set(list.flatMap((row) => (row.kind === 'text' ? (row.name ?? []) : []))),
]

/** Lines of where a donor is heard: a title, the layers, kinds of modules. */
const [leastProfile, mostProfile] = [5, 14]

/** The text under the cursor where its line has no room for all of it. */
function wholeText(row: ResultRow | undefined, columns: number): readonly ToldLine[] {
  if (row?.kind !== 'text' || columnsOf(printable(textOf(row))) <= columns - 3) return []
  return told(textOf(row), 'plain', columns, 4)
}

/** A terminal on which the list needs the lines. */
const low = 18

const told = (
  text: string,
  tone: NonNullable<ToldLine['tone']>,
  columns: number,
  most: number,
): readonly ToldLine[] => wrap(text, columns, most).map((line) => ({ text: line, tone }))

/** What is to be said of the donor under the cursor, of the next run, and of what the figures are. */
function aboutDonor(
  state: AppState,
  row: ResultRow | undefined,
  columns: number,
  rows: number,
): readonly ToldLine[] {
  const { result } = state
  const voice = result?.run.result.shareOfVoice
  if (!result || !voice || row?.kind !== 'donor') return []
  const { verdict, alarming } = row.told
  const text = verdict ? verdictLine(verdict) : row.told.meaning
  const next = nextShares({ ...state, result })
  const { inspect } = result.run.result
  const hasWeights = givesWeights(state.config.mergeMethod)
  const advice = next && nextAdvice(voice, next, row.told.ref, soleTokens(inspect), hasWeights)
  const missing = notCompared(voice.donors.length)
  return [
    ...told(text, alarming ? 'error' : 'plain', columns, rows < low ? 2 : 4),
    ...(advice === null ? [] : told(advice, 'warning', columns, rows < low ? 1 : 2)),
    ...(next ? told(nextText(next, state.output), 'warning', columns, 2) : []),
    ...told([captionOf(voice), missing].filter(Boolean).join('. '), 'dim', columns, rows < low ? 1 : 2),
  ]
}

const nextText = ({ about }: PredictedShares, output: string): string =>
  about === null
    ? `next: exactly these shares, from what was measured; r merges and measures anew, beside ${output}`
    : `next: about these shares, since ${about}; r merges and measures anew, beside ${output}`

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

const shortestLabel = 18

interface HeatColumns {
  readonly label: number
  readonly cell: number
  /** Which donors have a column, by their place in the result. */
  readonly donors: readonly number[]
}

/**
 * Columns of the heatmap: the labels take what the longest one needs and the cells can spare. Where there are more
 * donors than columns, the loudest ones are shown, or those that are quieter by so many places.
 */
function heatColumns(
  voice: ShareOfVoice,
  rows: readonly ResultRow[],
  columns: number,
  quieter: number,
): HeatColumns {
  const longest = largestOf(rows.map((row) => (row.kind === 'voices' ? columnsOf(printable(row.label)) : 0)))
  const { length } = voice.donors
  const least = 1 + Math.max(2, letterOf(length - 1).length)
  const spare = columns - 1 - length * least
  const label = Math.max(shortestLabel, Math.min(longest + 1, spare))
  const room = columns - label - 1
  const fit = Math.floor(room / least)
  const from = Math.max(0, Math.min(quieter, length - fit))
  const shown = new Set(loudestFirst(voice.donors).slice(from, from + fit))
  const donors = [...voice.donors.keys()].filter((index) => shown.has(voice.donors[index]!))
  return { label, cell: Math.max(least, Math.min(7, Math.floor(room / Math.max(1, donors.length)))), donors }
}

interface HeatHeadProps {
  readonly heat: HeatColumns
  /** Of all donors, by their place in the result. */
  readonly heads: readonly string[]
  readonly columns: number
}

function HeatHead({ heat, heads, columns }: HeatHeadProps) {
  const letters = heat.donors.map((index) => headText(heads[index]!, heat.cell)).join('')
  return <Line columns={columns} tone="dim">{`${' '.repeat(heat.label + 1)}${letters}`}</Line>
}

interface RowProps {
  readonly row: ResultRow
  readonly here: boolean
  readonly columns: number
  readonly heat: HeatColumns
  readonly names: ReadonlyMap<string, string>
}

function Row({ row, here, columns, heat, names }: RowProps) {
  if (row.kind === 'donor') return null
  if (row.kind === 'text')
    return (
      <Line columns={columns} here={here} tone={row.tone}>
        {`${row.mark} ${row.name === null ? row.text : `${names.get(row.name) ?? row.name}: ${row.text}`}`}
      </Line>
    )
  return (
    <HeatLine
      label={row.label}
      labelColumns={heat.label}
      cells={heat.donors.map((index) => row.cells[index]!)}
      width={heat.cell}
      here={here}
    />
  )
}
