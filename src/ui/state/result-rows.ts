import type { RunResult } from '../../core/contract/run.ts'
import { partOfLayer } from '../../core/model/tensor-name.ts'
import { isObjectUri } from '../../core/object-uri.ts'
import { compareRuns } from '../../core/report-text/compare.ts'
import { runCommand } from '../../core/run/run-command.ts'
import { settingsOf } from '../../core/run/settings.ts'
import type { PredictedDonor } from '../../core/share-of-voice/predict.ts'
import { cosineText, percent, threeDigits } from '../../core/text/figures.ts'
import { shellCommand, shellWord } from '../../core/text/shell-words.ts'
import { readableToken } from '../../core/text/token-text.ts'
import { formatCount } from '../../core/text/units.ts'
import { checkMarks } from '../../core/verify/counts.ts'
import {
  change,
  comparisonRows,
  differenceText,
  sameRecipe,
  settingChanges,
  sides,
  unreadRecipe,
} from '../../core/view/comparison.ts'
import { belongsTo, type HeatCell, type HeatRow, heatRows, tensorRows } from '../../core/view/heat-map.ts'
import { lackingModels, missingRowsText } from '../../core/view/missing-rows.ts'
import { nodeLines } from '../../core/view/node-lines.ts'
import { notMeasured, type ShareRow, shareRows } from '../../core/view/share-rows.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'
import type { AppState, ResultState } from './app.ts'
import { isFound } from './find.ts'
import { nextShares } from './next-run.ts'

/** A donor of the result, and what becomes of it in the next run where the recipe was changed. */
export interface DonorRow {
  readonly kind: 'donor'
  readonly told: ShareRow
  readonly next: PredictedDonor | null
}

/** The donor of a row; null for any other row. */
export const donorAt = (row: ResultRow | undefined): string | null =>
  row?.kind === 'donor' ? row.told.ref : null

/** Of a layer, a module or a tensor: how loud each donor is. */
export interface VoicesRow {
  readonly kind: 'voices'
  readonly label: string
  readonly cells: readonly HeatCell[]
}

export interface TextRow {
  readonly kind: 'text'
  readonly mark: string
  readonly tone: 'plain' | 'warning' | 'error'
  /** The donor that it is about; it stands before the text. */
  readonly name: string | null
  readonly text: string
}

/** One line of a result's view; `into` is what opens when it is chosen. All texts may be foreign. */
export type ResultRow = { readonly into: string | null } & (VoicesRow | DonorRow | TextRow)

type Tone = TextRow['tone']
const line = (text: string, mark = ' ', tone: Tone = 'plain', into: string | null = null): ResultRow => ({
  kind: 'text',
  name: null,
  text,
  mark,
  tone,
  into,
})

const ofDonor = (name: string, text: string, mark = ' ', tone: Tone = 'plain'): ResultRow => ({
  kind: 'text',
  name,
  text,
  mark,
  tone,
  into: null,
})

type Seen = Pick<AppState, 'config' | 'text' | 'origin' | 'find'> & { readonly result: ResultState }

/** The lines of the present view that pass the filter; the screen shows those around the cursor. */
export function resultRows(seen: Seen, recent: readonly RecentRun[]): readonly ResultRow[] {
  const rows = allRows(seen, recent)
  return seen.find ? rows.filter((row) => isFound(seen.find, textOf(row))) : rows
}

/** All that a row says. */
export function textOf(row: DonorRow | VoicesRow | TextRow): string {
  if (row.kind === 'donor') return `${row.told.ref} ${row.told.band}`
  if (row.kind === 'voices') return row.label
  return row.name === null ? row.text : `${row.name}: ${row.text}`
}

function allRows(seen: Seen, recent: readonly RecentRun[]): readonly ResultRow[] {
  const state = seen.result
  const { run, view, into } = state
  switch (view) {
    case 'shares':
      return donorRows(seen)
    case 'heatmap':
      return heatmapRows(run.result, into)
    case 'ghosts':
      return ghostsOf(run.result)
    case 'checks':
      return checksOf(run.result)
    case 'compare':
      return compareRows(state, recent)
    case 'commands':
      return commandsOf(state).map((command) => line(command, '$'))
  }
}

function donorRows(seen: Seen): readonly ResultRow[] {
  const { shareOfVoice } = seen.result.run.result
  if (!shareOfVoice) return [line(notMeasured)]
  const next = new Map(nextShares(seen)?.donors.map((donor) => [donor.ref, donor]))
  return shareRows(shareOfVoice).map((told) => ({
    kind: 'donor',
    told,
    next: next.get(told.ref) ?? null,
    into: null,
  }))
}

/** Layers and modules; then the tensors of one; then the figures of one tensor. */
function heatmapRows(result: RunResult, [group, tensor]: readonly string[]): readonly ResultRow[] {
  const { shareOfVoice } = result
  if (!shareOfVoice) return [line(notMeasured)]
  if (tensor !== undefined) {
    const match = shareOfVoice.tensors.find((voice) => voice.tensor === tensor)
    return (match?.donors ?? []).map(({ ref, norm, share, projection, cosine, keptDensity }) =>
      ofDonor(
        ref,
        `share ${percent(share)}, norm ${threeDigits(norm)}, projection ${percent(projection)}, cosine ${cosineText(cosine)}, kept ${percent(keptDensity)}`,
      ),
    )
  }
  if (group === undefined) return overviewOf(result)
  const overview = heatRows(shareOfVoice)
  const opened = overview.find(({ label }) => label === group)
  return tensorRows(shareOfVoice)
    .filter(({ key }) => opened && belongsTo(key, opened))
    .map(({ key, cells }) => ({ kind: 'voices', label: shortTensor(key, opened), cells, into: key }))
}

/** A tensor's name without what its neighbours in the list have as well. */
function shortTensor(name: string, group: HeatRow | undefined): string {
  const bare = name.replace(/\.weight$/, '')
  return group?.kind === 'layer' ? partOfLayer(bare) : bare.replace(/^model\./, '')
}

/** Rows that follow from a result alone, which has thousands of lines to tell: they are asked for at every key. */
function keptFor(rows: (result: RunResult) => readonly ResultRow[]): typeof rows {
  const known = new WeakMap<RunResult, readonly ResultRow[]>()
  return (result) => {
    const made = known.get(result) ?? rows(result)
    known.set(result, made)
    return made
  }
}

const ghostsOf = keptFor(ghostRows)
const checksOf = keptFor(checkRows)
const overviewOf = keptFor(({ shareOfVoice }) =>
  heatRows(shareOfVoice!).map(({ label, cells }) => ({ kind: 'voices', label, cells, into: label })),
)

function ghostRows({ inspect, vocabularyAudit }: RunResult): readonly ResultRow[] {
  const seen = new Set<string>()
  const fromHeaders = (inspect?.donors ?? []).flatMap(({ ref, ghosts }) =>
    ghosts.flatMap(({ token, id, rows }) => {
      const key = `${ref}\n${id}`
      if (seen.has(key)) return []
      seen.add(key)
      return [
        ofDonor(
          ref,
          `${readableToken(token)}  id ${id}, the tensors end at ${formatCount(rows)}`,
          '!',
          'warning',
        ),
      ]
    }),
  )
  const fromMerge = lackingModels(vocabularyAudit).map((lacking) =>
    ofDonor(lacking.model, missingRowsText(lacking), '·'),
  )
  const rows = [...fromMerge, ...fromHeaders]
  return rows.length > 0 ? rows : [line('no donor lacks a row of its own tokens', '✓')]
}

function checkRows(result: RunResult): readonly ResultRow[] {
  const { verify, inspect } = result
  const tones = { pass: 'plain', warn: 'warning', fail: 'error', skip: 'plain' } as const
  const order = ['fail', 'warn', 'pass', 'skip']
  const checks = [...(verify?.checks ?? [])].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
  const findings = (inspect?.findings ?? []).filter(({ severity }) => severity !== 'info')
  return [
    ...checks.map(({ status, message }) => line(message, checkMarks[status], tones[status])),
    ...findings.map(({ donor, message }) =>
      donor ? ofDonor(donor, message, '!', 'warning') : line(message, '!', 'warning'),
    ),
    ...nodeLines(result).map(({ node, merged }) => line(`merged on ${node}: ${merged}`, '·')),
  ]
}

function compareRows({ run, other }: ResultState, recent: readonly RecentRun[]): readonly ResultRow[] {
  const others = recent.filter(({ folder }) => folder !== run.folder)
  const earlier = others[others.length > 0 ? other % others.length : 0]
  if (!earlier) return [line('there is no other run to compare with')]
  const next = others.length > 1 ? 'next' : null
  const comparison = compareRuns(earlier.result, run.result)
  const { recipe, layers, checks, versions } = comparison
  const differ = (what: string, { first, second }: { first: Value; second: Value }) =>
    first === second ? [] : [line(`${what}: ${change(first, second)}`, '±')]
  return [
    line(`${sides.first} ${earlier.folder} (${earlier.result.verdict})`, '·', 'plain', next),
    line(`${sides.second} ${run.folder} (${run.result.verdict})`, '·'),
    ...(recipe === undefined ? [line(unreadRecipe, '!', 'warning')] : []),
    ...(recipe?.length === 0 ? [line(sameRecipe, '=')] : []),
    ...settingChanges(comparison).map((setting) => line(differenceText(setting), '±')),
    ...(layers ? differ('layers', layers) : []),
    ...comparisonRows(comparison).map((row) => {
      const unit = /\d/.test(row.points) ? ' points' : ''
      const shares = `${row.first} → ${row.second}, ${row.points}${unit}`
      const told = [row.points === '–' ? '' : shares, ...row.recipe.map(differenceText)].filter(Boolean)
      return ofDonor(row.ref, told.join('; ') || 'not measured', row.recipe.length > 0 ? '±' : ' ')
    }),
    ...checks.flatMap(({ code, status }) => differ(`check ${code}`, status)),
    ...versions.flatMap(({ name, version }) => differ(name, version)),
  ]
}

type Value = string | number | null

/**
 * What would do the same without these screens. The recipe of an older run lies in its record, and is written where its
 * relative donors are found, under a name that the one it was made by hardly has.
 */
export function commandsOf({ run, config }: Pick<ResultState, 'run' | 'config'>): readonly string[] {
  const out = shellWord(run.folder)
  const name = run.folder.slice(run.folder.lastIndexOf('/') + 1)
  const file = config ?? `${name}-recipe.yml`
  const recipe = shellWord(file)
  const record = isObjectUri(run.folder)
    ? `mergescope report ${out} --json | jq -r .config`
    : `jq -r .config ${shellWord(`${run.folder}/mergescope/run.json`)}`
  const { elsewhere = null } = run
  const again = {
    recipe: file,
    output: run.folder.replace(/\.failed(-\d+)?$/, ''),
    settings: settingsOf(run.result.settings ?? {}),
    flags: ['--overwrite'],
  } as const
  return [
    ...(config === null && elsewhere !== null ? [`cd ${shellWord(elsewhere)}`] : []),
    ...(config === null ? [`${record} > ${recipe}`] : []),
    `mergescope inspect ${recipe}`,
    shellCommand(runCommand(again)),
    `mergescope verify ${out} --deep`,
    `mergescope report ${out}`,
  ]
}
