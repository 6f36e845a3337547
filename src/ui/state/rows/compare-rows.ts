import { compareRuns } from '../../../core/report-text/compare.ts'
import {
  change,
  comparisonRows,
  differenceText,
  sameRecipe,
  settingChanges,
  sides,
  unreadRecipe,
} from '../../../core/view/comparison.ts'
import type { RecentRun } from '../../../steps/results/read-run.ts'
import type { ResultState } from '../result-state.ts'
import { comparable, sharedDonors } from './comparable.ts'
import { line, ofDonor, type ResultRow } from './row.ts'

/** What is other than in an earlier run, which is the next one where the first row is chosen. */
export function compareRows(result: ResultState, recent: readonly RecentRun[]): readonly ResultRow[] {
  const { run, other } = result
  const others = comparable(result, recent)
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
    ...(sharedDonors(earlier, run) > 0 ? [] : [line('the two have no donor in common', '!', 'warning')]),
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
