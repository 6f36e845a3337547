import type { ComparisonResult } from '../../core/contract/comparison.ts'
import { largestOf } from '../../core/many.ts'
import { clip, columnsOf } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { change, comparisonRows, unreadRecipe } from '../../core/view/comparison.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import type { Paint } from './paint.ts'

/** Two runs side by side: each donor's share then and now, and what else differs. */
export function comparisonLines(result: ComparisonResult, columns: number, paint: Paint): readonly string[] {
  const { outputs, verdict, sameConfig, recipe, donors, checks, versions } = result
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
    ...(recipe === undefined
      ? ['', paint.dim('recipe'), clip(unreadRecipe, columns)]
      : section('recipe', recipe, columns, paint)),
    ...section(
      'checks',
      checks.map(({ code, status }) => ({ what: code, ...status })),
      columns,
      paint,
    ),
    ...section(
      'versions',
      versions.map(({ name, version }) => ({ what: name, ...version })),
      columns,
      paint,
    ),
  ]
}

interface Difference {
  readonly what: string
  readonly first: string | null
  readonly second: string | null
}

/** What is too long is cut in the middle, so that no two lines are alike and each keeps its values. */
function section(
  title: string,
  differences: readonly Difference[],
  columns: number,
  paint: Paint,
): readonly string[] {
  if (differences.length === 0) return []
  const half = Math.floor(columns / 2)
  const values = differences.map(({ first, second }) => {
    const told = change(first, second)
    if (columnsOf(printable(told)) <= half) return told
    const cut = (value: string | null) => value && clip(value, Math.floor((half - ' → '.length) / 2), 'both')
    return change(cut(first), cut(second))
  })
  const widest = largestOf(
    values.map((text) => columnsOf(printable(text))),
    0,
  )
  const names = shortNames(
    differences.map(({ what }) => what),
    columns - widest - 2,
  )
  return [
    '',
    paint.dim(title),
    ...differences.map(({ what }, at) => clip(`${names.get(what)}: ${values[at]}`, columns)),
  ]
}
