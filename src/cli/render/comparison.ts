import type { ComparisonResult } from '../../core/contract/comparison.ts'
import { largestOf } from '../../core/many.ts'
import { percent } from '../../core/text/figures.ts'
import { cell, clip, columnsOf } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { shortNames } from '../../core/text/short-names.ts'
import type { Paint } from './paint.ts'

/** Two runs side by side: each donor's share then and now, and what else differs. */
export function comparisonLines(result: ComparisonResult, columns: number, paint: Paint): readonly string[] {
  const { outputs, verdict, sameConfig, donors, checks, versions } = result
  const names = shortNames(
    donors.map(({ ref }) => ref),
    24,
  )
  const widest = largestOf(
    [...names.values()].map((text) => columnsOf(printable(text))),
    5,
  )
  const name = Math.min(24, widest)
  const rows = donors.map(({ ref, share, band, ghosts }) => {
    const moved = share.first === null || share.second === null ? '–' : points(share.second - share.first)
    const bands = changed(band.first, band.second)
    const tokens = ghosts.first === ghosts.second ? '' : `, ghosts ${changed(ghosts.first, ghosts.second)}`
    const numbers = `${percent(share.first).padStart(8)} ${percent(share.second).padStart(8)} ${moved.padStart(8)}`
    return clip(`${cell(names.get(ref)!, name)} ${numbers}  ${bands}${tokens}`, columns)
  })
  return [
    `first   ${clip(outputs.first, columns - 8, 'both')}`,
    `second  ${clip(outputs.second, columns - 8, 'both')}`,
    `verdict ${changed(verdict.first, verdict.second)}${sameConfig ? '' : ', another config'}`,
    '',
    paint.dim(
      `${'donor'.padEnd(name)} ${'first'.padStart(8)} ${'second'.padStart(8)} ${'points'.padStart(8)}  band`,
    ),
    ...(rows.length > 0 ? rows : ['no shares were measured in either run']),
    ...section(
      'checks',
      checks.map(({ code, status }) => `${code}: ${changed(status.first, status.second)}`),
      columns,
      paint,
    ),
    ...section(
      'versions',
      versions.map(({ name: of, version }) => `${of}: ${changed(version.first, version.second)}`),
      columns,
      paint,
    ),
  ]
}

function section(title: string, lines: readonly string[], columns: number, paint: Paint): readonly string[] {
  if (lines.length === 0) return []
  return ['', paint.dim(title), ...lines.map((line) => clip(line, columns))]
}

const changed = (first: string | number | null, second: string | number | null): string =>
  first === second ? String(first ?? '–') : `${first ?? '–'} → ${second ?? '–'}`

/** Percentage points with a sign: `+3.2`. */
const points = (difference: number): string => {
  const value = (difference * 100).toFixed(1)
  return difference >= 0 ? `+${value}` : value
}
