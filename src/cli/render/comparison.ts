import type { ComparisonResult } from '../../core/contract/comparison.ts'
import { clip } from '../../core/text/layout.ts'
import { change, comparisonRows } from '../../core/view/comparison.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import type { Paint } from './paint.ts'

/** Two runs side by side: each donor's share then and now, and what else differs. */
export function comparisonLines(result: ComparisonResult, columns: number, paint: Paint): readonly string[] {
  const { outputs, verdict, sameConfig, recipe = [], donors, checks, versions } = result
  const names = nameColumn(
    donors.map(({ ref }) => ref),
    24,
  )
  const rows = comparisonRows(result).map(({ ref, first, second, points, band, ghosts }) => {
    const tokens = ghosts === '' ? '' : `, ghosts ${ghosts}`
    const numbers = `${first.padStart(8)} ${second.padStart(8)} ${points.padStart(8)}`
    return clip(`${names.cellOf(ref)} ${numbers}  ${band}${tokens}`, columns)
  })
  return [
    `first   ${clip(outputs.first, columns - 8, 'both')}`,
    `second  ${clip(outputs.second, columns - 8, 'both')}`,
    `verdict ${change(verdict.first, verdict.second)}${sameConfig ? '' : ', another config'}`,
    '',
    paint.dim(
      `${'donor'.padEnd(names.width)} ${'first'.padStart(8)} ${'second'.padStart(8)} ${'points'.padStart(8)}  band`,
    ),
    ...(rows.length > 0 ? rows : ['no shares were measured in either run']),
    ...section(
      'recipe',
      recipe.map(({ what, first, second }) => `${what}: ${change(first, second)}`),
      columns,
      paint,
    ),
    ...section(
      'checks',
      checks.map(({ code, status }) => `${code}: ${change(status.first, status.second)}`),
      columns,
      paint,
    ),
    ...section(
      'versions',
      versions.map(({ name, version }) => `${name}: ${change(version.first, version.second)}`),
      columns,
      paint,
    ),
  ]
}

function section(title: string, lines: readonly string[], columns: number, paint: Paint): readonly string[] {
  if (lines.length === 0) return []
  return ['', paint.dim(title), ...lines.map((line) => clip(line, columns))]
}
