import type { ComparisonResult } from '../../core/contract/comparison.ts'
import { largestOf } from '../../core/many.ts'
import { clip, columnsOf } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import {
  change,
  comparisonRows,
  type Difference,
  differenceText,
  sameRecipe,
  settingChanges,
  sides,
  unreadRecipe,
} from '../../core/view/comparison.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import type { Paint } from './paint.ts'

/** Two runs side by side: which was and which is now, the recipes, each donor's share then and now, and what else differs. */
export function comparisonLines(result: ComparisonResult, columns: number, paint: Paint): readonly string[] {
  const { outputs, verdict, recipe, layers, checks, versions } = result
  const head = (name: string, text: string) =>
    `${paint.dim(name.padEnd(9))}${clip(text, columns - 9, 'both')}`
  return [
    head(sides.first, outputs.first),
    head(sides.second, outputs.second),
    head('verdict', change(verdict.first, verdict.second)),
    ...(layers && layers.first !== layers.second
      ? [head('layers', change(layers.first, layers.second))]
      : []),
    ...(recipe?.length ? [] : [head('recipe', recipe ? sameRecipe : unreadRecipe)]),
    ...section('recipe', settingChanges(result), columns, paint),
    '',
    ...donorLines(result, columns, paint),
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

/** A line a donor; what its recipe changed stands behind it where there is room, and else below. */
function donorLines(result: ComparisonResult, columns: number, paint: Paint): readonly string[] {
  const rows = comparisonRows(result)
  if (rows.length === 0) return ['no shares were measured in either run']
  const names = nameColumn(
    rows.map(({ ref }) => ref),
    24,
  )
  const figures = (first: string, second: string, points: string) =>
    `${first.padStart(8)} ${second.padStart(8)} ${points.padStart(8)}`
  const told = rows.map(({ ref, first, second, points, band, ghosts, recipe }) => ({
    recipe,
    line: `${names.cellOf(ref)} ${figures(first, second, points)}  ${band}${ghosts === '' ? '' : `, ghosts ${ghosts}`}`,
  }))
  const width = largestOf(
    told.map(({ line }) => columnsOf(line)),
    0,
  )
  return [
    paint.dim(`${'donor'.padEnd(names.width)} ${figures(sides.first, sides.second, 'points')}  band`),
    ...told.flatMap(({ line, recipe }) => {
      const behind = recipe.map((each) => printable(differenceText(each))).join(', ')
      if (width + 3 + columnsOf(behind) <= columns)
        return [behind === '' ? line : `${line}${' '.repeat(width + 3 - columnsOf(line))}${behind}`]
      return [clip(line, columns), ...differenceLines(recipe, columns - 4).map((text) => `    ${text}`)]
    }),
  ]
}

const section = (
  title: string,
  differences: readonly Difference[],
  columns: number,
  paint: Paint,
): readonly string[] =>
  differences.length === 0 ? [] : ['', paint.dim(title), ...differenceLines(differences, columns)]

/** What is too long is cut in the middle, so that no two lines are alike and each keeps its values. */
function differenceLines(differences: readonly Difference[], columns: number): readonly string[] {
  const half = Math.floor(columns / 2)
  const cut = differences.map((difference) => {
    const { first, second } = difference
    if (columnsOf(printable(change(first, second))) <= half) return difference
    const short = (value: string | null) =>
      value && clip(value, Math.floor((half - ' → '.length) / 2), 'both')
    return { ...difference, first: short(first), second: short(second) }
  })
  const widest = largestOf(
    cut.map(({ first, second }) => columnsOf(printable(change(first, second)))),
    0,
  )
  const names = shortNames(
    cut.map(({ what }) => what),
    columns - widest - 2,
  )
  return cut.map((each) =>
    clip(differenceText({ ...each, what: names.get(each.what) ?? each.what }), columns),
  )
}
