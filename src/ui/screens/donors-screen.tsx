import { Box } from 'ink'
import { useMemo } from 'react'
import type { DonorReport } from '../../core/contract/inspect.ts'
import { largestOf } from '../../core/many.ts'
import { formatModelRef } from '../../core/model-ref.ts'
import { donorNames } from '../../core/recipe/recipe.ts'
import { cell, columnsOf, wrap } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { counted, formatBytes, formatCount, shortCount } from '../../core/text/units.ts'
import { Line, Lines, type ToldLine, Typing } from '../components/lines.tsx'
import { innerColumns, List, partOf } from '../components/list.tsx'
import type { Space } from '../components/space.tsx'
import { SuggestionList } from '../components/suggestion-list.tsx'
import type { AppState } from '../state/app.ts'
import { donorProblems } from '../state/donor-problems.ts'
import type { DonorState } from '../state/donor-state.ts'

/** The donors with what their headers tell, and the line that adds more. */
export function DonorsScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { config, donors, adding, donorRow, mergekit, transformers } = state
  const { columns, rows } = space
  const problems = useMemo(
    () => donorProblems({ config, donors, mergekit, transformers }),
    [config, donors, mergekit, transformers],
  )
  const names = useMemo(() => donorNames(config), [config])
  const base = config.baseModel && formatModelRef(config.baseModel)
  const details = useMemo(
    () => names.map((name) => detailLines(donors.get(name), problems.get(name), columns)),
    [names, donors, problems, columns],
  )
  // As much as the longest needs, so that the list does not move with the cursor.
  const longest = largestOf(
    details.map(({ length }) => length),
    1,
  )
  const below = Math.min(adding ? 9 : longest, Math.floor(rows / (adding ? 2 : 2.5)))
  const part = partOf(names, donorRow, rows - below - 1)
  const inner = innerColumns(part, columns)
  const room = inner - figureColumns(inner - 1) - 4
  const short = shortNames(names, Math.max(10, room))
  return (
    <>
      <Line columns={columns} tone="dim">
        {rowText(
          `   donor${part.place}`,
          {
            parameters: 'params',
            architecture: 'architecture',
            rows: 'rows',
            tokens: 'tokens',
            ghosts: 'ghosts',
          },
          inner,
        )}
      </Line>
      {names.length === 0 && (
        <Line columns={columns}>no donors yet: press a, or paste several lines of models</Line>
      )}
      <List part={part} columns={columns} keyOf={(name) => name}>
        {(name, line) => {
          const problem = problems.get(name)
          const known = donors.get(name)
          const mark = problem ? '✗' : known?.status === 'read' ? (hasGhosts(known) ? '!' : '✓') : '…'
          const title = `${mark} ${titleOf(short.get(name)!, name === base, room)}`
          const tone = problem ? 'error' : mark === '!' ? 'warning' : 'plain'
          return (
            <Line columns={line.columns} tone={tone} here={!adding && line.here}>
              {rowText(title, known?.status === 'read' ? figuresOf(known) : waiting(known), line.columns - 1)}
            </Line>
          )
        }}
      </List>
      <Box flexGrow={1} />
      {adding ? (
        <>
          <Typing
            label="add: "
            line={adding.line}
            columns={columns}
            placeholder="a folder, a Hub id, or a .yml file"
          />
          <SuggestionList adding={adding} columns={columns} lines={below - 1} />
        </>
      ) : (
        <Lines lines={(details[donorRow] ?? []).slice(0, below)} columns={columns} />
      )}
    </>
  )
}

type Figures = Readonly<Record<'parameters' | 'architecture' | 'rows' | 'tokens' | 'ghosts', string>>

const ghostTokens = ({ ghosts }: DonorReport): number => new Set(ghosts.map(({ id }) => id)).size
const reportOf = (state: Extract<DonorState, { status: 'read' }>): DonorReport | undefined =>
  state.report.donors[0]
const hasGhosts = (state: Extract<DonorState, { status: 'read' }>): boolean =>
  (reportOf(state)?.ghosts.length ?? 0) > 0

function figuresOf(state: Extract<DonorState, { status: 'read' }>): Figures {
  const report = reportOf(state)
  if (!report) return waiting(undefined)
  const rows = [...new Set(report.vocabularyTensors.map((tensor) => formatCount(tensor.rows)))]
  return {
    parameters: report.parameters === null ? '?' : shortCount(report.parameters),
    architecture: report.architecture ?? '?',
    rows: rows.join('/') || '?',
    tokens: report.tokenizer ? formatCount(report.tokenizer.tokens) : '?',
    ghosts: formatCount(ghostTokens(report)),
  }
}

const waiting = (state: DonorState | undefined): Figures => ({
  parameters: '',
  architecture: state?.status === 'failed' ? 'unreadable' : 'reading …',
  rows: '',
  tokens: '',
  ghosts: '',
})

/** From how many columns on figures have room beside names that can be told apart. */
const [withAll, withVocabulary] = [72, 56]

const figureColumns = (columns: number): number =>
  columns >= withAll ? 54 : columns >= withVocabulary ? 33 : 14

/** The base in words where there is room for them. */
const titleOf = (name: string, isBase: boolean, columns: number): string =>
  isBase ? (columnsOf(printable(name)) + 7 <= columns ? `${name} (base)` : `▪${name}`) : name

function rowText(name: string, figures: Figures, columns: number): string {
  const hasVocabulary = columns >= withVocabulary
  const right = [
    columns >= withAll ? cell(figures.architecture, 20) : '',
    cell(figures.parameters, 6, 'right'),
    hasVocabulary ? cell(figures.rows, 9, 'right') : '',
    hasVocabulary ? cell(figures.tokens, 8, 'right') : '',
    cell(figures.ghosts, 6, 'right'),
  ]
    .filter(Boolean)
    .join(' ')
  return `${cell(printable(name), Math.max(10, columns - right.length - 1))} ${right}`
}

/** What there is to say of the donor under the cursor: why it does not fit, what it costs, its findings. */
function detailLines(
  state: DonorState | undefined,
  problem: string | undefined,
  columns: number,
): readonly ToldLine[] {
  const lines = (text: string, tone: NonNullable<ToldLine['tone']>) =>
    wrap(text, columns - 2).map((line) => ({ text: line, tone }))
  if (!state) return []
  const why = problem ? lines(`✗ ${problem}`, 'error') : []
  if (state.status !== 'read')
    return state.status === 'failed' && state.hint ? [...why, ...lines(`hint: ${state.hint}`, 'plain')] : why
  const report = reportOf(state)
  const facts = report
    ? [
        report.dtype ?? '',
        report.layers === null ? '' : counted(report.layers, 'layer'),
        report.bytes === null ? '' : formatBytes(report.bytes),
        whereabouts(report),
      ].filter(Boolean)
    : []
  const findings = state.report.findings
    .filter(({ severity, message }) => severity !== 'info' && message !== problem)
    .flatMap(({ message, severity }) =>
      lines(`${severity}: ${message}`, severity === 'error' ? 'error' : 'warning'),
    )
  return [...lines(facts.join(' · '), 'dim'), ...why, ...findings]
}

function whereabouts({ local, downloadBytes = 0 }: DonorReport): string {
  if (local !== false) return 'on this machine'
  return downloadBytes > 0 ? `${formatBytes(downloadBytes)} to download` : 'read from object storage'
}
