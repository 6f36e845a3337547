import { changeLeftOut } from '../share-of-voice/without.ts'
import { figure, percent, threeDigits } from '../text/figures.ts'
import { formatCount } from '../text/units.ts'
import { figureNames } from '../view/figure-names.ts'
import type { ShareRow } from '../view/share-rows.ts'
import { html, type Markup } from './html.ts'
import { type Column, namesIn, number, table } from './table.ts'

interface Figures extends Column {
  readonly cell: (row: ShareRow) => Markup
  readonly isThere?: (row: ShareRow) => boolean
}

/** A column of figures. */
function column(
  label: string,
  title: string,
  value: (row: ShareRow) => number | null | undefined,
  text: (value: number | null) => string = threeDigits,
): Figures {
  return {
    ...{ label, title, numeric: true },
    cell: (row) => number(value(row), text(value(row) ?? null)),
    isThere: (row) => typeof value(row) === 'number',
  }
}

/** Every figure of every donor; a column in which there is nothing to read is left out. */
export function shareTable(
  rows: readonly ShareRow[],
  fair: ReadonlyMap<string, number>,
  ghosts: ReadonlyMap<string, number>,
): Markup {
  const all: readonly Figures[] = [
    column('share', 'its part of all contributions', ({ donor }) => donor.share, percent),
    {
      label: 'band',
      cell: ({ band, meaning, alarming }) =>
        html`<td class="whole${alarming ? ' bad' : ''}" title="${meaning}">${band}</td>`,
    },
    column('fair', 'what the weights alone would give', ({ ref }) => fair.get(ref), percent),
    column('weight', 'its weight in the config', ({ donor }) => donor.weight, figure),
    column('norm', 'how far it moved from the reference', ({ donor }) => donor.norm),
    column(
      figureNames.cosine,
      'whether the result moved in its direction: 1 exactly, 0 not at all',
      ({ donor }) => donor.alignment,
    ),
    column('scale', 'how much of its own change arrived', ({ donor }) => donor.scale),
    column('kept', 'entries that sparsification left', ({ donor }) => donor.keptDensity, percent),
    column(
      figureNames.against,
      'entries whose sign the result went against',
      ({ donor }) => donor.signConflict,
      percent,
    ),
    column(
      figureNames.without,
      'how far the result would shift without it, in parts of the whole change',
      ({ donor }) => changeLeftOut(donor),
      percent,
    ),
    column(
      'ghosts',
      'tokens that it lists and has no row for',
      ({ ref }) => ghosts.get(ref),
      (count) => formatCount(count ?? Number.NaN),
    ),
  ]
  const names = namesIn(rows.map(({ ref }) => ref))
  const columns = all.filter(({ isThere }) => !isThere || rows.some(isThere))
  return table(
    'figures of the donors',
    [{ label: 'donor' }, ...columns],
    rows.map((row) => html`<tr>${names.rowHead(row.ref)}${columns.map(({ cell }) => cell(row))}</tr>`),
  )
}
