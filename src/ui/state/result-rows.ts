import type { RunResult } from '../../core/contract/run.ts'
import type { DonorVoice } from '../../core/contract/share-of-voice.ts'
import { layerOf, moduleOf } from '../../core/model/tensor-name.ts'
import { figure, percent } from '../../core/text/figures.ts'
import { shellWord } from '../../core/text/shell-words.ts'
import { formatCount } from '../../core/text/units.ts'
import type { RecentRun } from '../../steps/recent-runs.ts'
import type { ResultState } from './app.ts'

/** One line of a result's view; `into` is what opens when it is chosen. All texts may be foreign. */
export type ResultRow = { readonly into: string | null } & (
  | { readonly kind: 'voices'; readonly label: string; readonly donors: readonly DonorVoice[] }
  | {
      readonly kind: 'text'
      readonly mark: string
      readonly tone: 'plain' | 'warning' | 'error'
      readonly text: string
    }
)

type Tone = Extract<ResultRow, { kind: 'text' }>['tone']
const line = (text: string, mark = ' ', tone: Tone = 'plain', into: string | null = null): ResultRow => ({
  kind: 'text',
  text,
  mark,
  tone,
  into,
})

/** The lines of the present view, all of them; the screen shows those around the cursor. */
export function resultRows(state: ResultState, recent: readonly RecentRun[]): readonly ResultRow[] {
  const { run, view, into } = state
  switch (view) {
    case 'shares':
      return verdictRows(run.result)
    case 'heatmap':
      return heatmapRows(run.result, into)
    case 'ghosts':
      return ghostRows(run.result)
    case 'checks':
      return checkRows(run.result)
    case 'compare':
      return compareRows(state, recent)
    case 'commands':
      return commandsOf(state).map((command) => line(command, '$'))
  }
}

function verdictRows({ shareOfVoice }: RunResult): readonly ResultRow[] {
  if (!shareOfVoice) return [line('nothing was measured: one donor without a base, or the audit was off')]
  const sorted = [...shareOfVoice.donors].sort((left, right) => right.share - left.share)
  return sorted.flatMap(({ verdict, band }) =>
    verdict
      ? [
          line(
            `${verdict.sentence}. ${verdict.advice}`,
            band === 'poisoned' ? '!' : '·',
            band === 'poisoned' ? 'error' : 'plain',
          ),
        ]
      : [],
  )
}

/** Layers and modules; then the tensors of one; then the figures of one tensor. */
function heatmapRows({ shareOfVoice }: RunResult, [group, tensor]: readonly string[]): readonly ResultRow[] {
  if (!shareOfVoice) return [line('nothing was measured')]
  if (tensor !== undefined) {
    const found = shareOfVoice.tensors.find((voice) => voice.tensor === tensor)
    return (found?.donors ?? []).map(({ ref, norm, share, projection, cosine, keptDensity }) =>
      line(
        `${ref}: share ${percent(share)}, norm ${figure(norm)}, projection ${percent(projection)}, cosine ${figure(cosine)}, kept ${percent(keptDensity)}`,
      ),
    )
  }
  if (group !== undefined) {
    const inGroup = (name: string) => `layer ${layerOf(name)}` === group || moduleOf(name) === group
    return shareOfVoice.tensors
      .filter((voice) => inGroup(voice.tensor))
      .map((voice) => ({
        kind: 'voices',
        label: shortTensor(voice.tensor, group),
        donors: voice.donors,
        into: voice.tensor,
      }))
  }
  return [
    ...shareOfVoice.layers.map(({ layer, donors }): ResultRow => {
      const label = `layer ${layer}`
      return { kind: 'voices', label, donors, into: label }
    }),
    ...shareOfVoice.modules.map(
      ({ module, donors }): ResultRow => ({ kind: 'voices', label: module, donors, into: module }),
    ),
  ]
}

/** A tensor's name without what its neighbours in the list have as well. */
function shortTensor(name: string, group: string): string {
  const bare = name.replace(/\.weight$/, '').replace(/^model\./, '')
  return group.startsWith('layer ') ? bare.replace(/^.*?\blayers\.\d+\./, '') : bare
}

function ghostRows({ inspect, vocabularyAudit }: RunResult): readonly ResultRow[] {
  const seen = new Set<string>()
  const fromHeaders = (inspect?.donors ?? []).flatMap(({ ref, ghosts }) =>
    ghosts.flatMap(({ token, id, rows }) => {
      const key = `${ref}\n${id}`
      if (seen.has(key)) return []
      seen.add(key)
      return [line(`${ref}  ${token}  id ${id}, the tensors end at ${formatCount(rows)}`, '!', 'warning')]
    }),
  )
  const fromMerge = (vocabularyAudit?.models ?? [])
    .filter(({ skipped, zeroed }) => skipped + zeroed > 0)
    .map(({ model, skipped, zeroed }) =>
      line(
        `${model}: ${[
          skipped > 0 ? `${formatCount(skipped)} left out of the merge` : '',
          zeroed > 0 ? `${formatCount(zeroed)} by default row` : '',
        ]
          .filter(Boolean)
          .join(', ')}`,
        '·',
      ),
    )
  const rows = [...fromMerge, ...fromHeaders]
  return rows.length > 0 ? rows : [line('no donor lacks a row of its own tokens', '✓')]
}

function checkRows({ verify, inspect }: RunResult): readonly ResultRow[] {
  const marks = {
    pass: ['✓', 'plain'],
    warn: ['!', 'warning'],
    fail: ['✗', 'error'],
    skip: ['–', 'plain'],
  } as const
  const order = ['fail', 'warn', 'pass', 'skip']
  const checks = [...(verify?.checks ?? [])].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
  const findings = (inspect?.findings ?? []).filter(({ severity }) => severity !== 'info')
  return [
    ...checks.map(({ status, message }) => line(message, marks[status][0], marks[status][1])),
    ...findings.map(({ donor, message }) => line(donor ? `${donor}: ${message}` : message, '!', 'warning')),
  ]
}

function compareRows({ run, other }: ResultState, recent: readonly RecentRun[]): readonly ResultRow[] {
  const others = recent.filter(({ folder }) => folder !== run.folder)
  const earlier = others[others.length > 0 ? other % others.length : 0]
  if (!earlier) return [line('there is no other run to compare with')]
  const now = run.result.shareOfVoice?.donors ?? []
  const then = earlier.result.shareOfVoice?.donors ?? []
  const refs = [...new Set([...now, ...then].map(({ ref }) => ref))]
  const next = others.length > 1 ? 'next' : null
  return [
    line(`with ${earlier.folder} (${earlier.result.verdict})`, '·', 'plain', next),
    ...refs.map((ref) => {
      const [mine, its] = [now, then].map((donors) => donors.find((donor) => donor.ref === ref))
      const change =
        mine && its
          ? `${mine.share >= its.share ? '+' : ''}${((mine.share - its.share) * 100).toFixed(1)} points`
          : mine
            ? 'new'
            : 'gone'
      return line(`${ref}: ${percent(mine?.share ?? null)}, was ${percent(its?.share ?? null)}  ${change}`)
    }),
  ]
}

/** What would do the same without these screens; the recipe of an older run lies in its record. */
export function commandsOf({ run, config }: Pick<ResultState, 'run' | 'config'>): readonly string[] {
  const out = shellWord(run.folder)
  const recipe = shellWord(config ?? 'merge.yml')
  const record = shellWord(`${run.folder}/mergescope/run.json`)
  return [
    ...(config === null ? [`jq -r .config ${record} > ${recipe}`] : []),
    `mergescope inspect ${recipe}`,
    `mergescope run ${recipe} -o ${out} --overwrite`,
    `mergescope verify ${out} --deep`,
    `mergescope report ${out}`,
  ]
}
