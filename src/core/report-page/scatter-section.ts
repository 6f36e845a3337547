import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { largestOf, smallestOf } from '../many.ts'
import { tickShare } from '../text/figures.ts'
import { counted } from '../text/units.ts'
import { shareRows } from '../view/share-rows.ts'
import { axis, chart, colours, type Drawing } from './charts.ts'
import { html, type Markup } from './html.ts'
import { along, fromZero, powersAround, type Span } from './point-axis.ts'
import { placeLabels, pointSize } from './point-labels.ts'
import { namesIn } from './table.ts'

/** An axis cannot be drawn for figures that are all but zero. */
const plotted = (figure: number): number => (figure < 1e-12 ? 0 : figure)

/** Times the smallest figure from which an axis is drawn in powers of ten. */
const farApart = 30

/**
 * How far each donor reaches by its norm and weight against its share, one point a donor; on the line, neither sign
 * election nor sparsification made a difference between them.
 */
export function scatterSection(voice: ShareOfVoice | null): Markup | null {
  if (!voice || voice.donors.length < 2) return null
  const weights = new Set(voice.donors.map(({ weight }) => weight && Math.abs(weight)))
  const isWeighed = weights.size > 1 && !weights.has(null)
  const across = isWeighed ? 'weight × norm' : 'norm'
  const label = `Points of ${counted(voice.donors.length, 'donor')}, ${across} against share of voice; the table of shares has the figures`
  return html`<section id="scatter"><h2>Norm against share</h2>
<p>How far each donor moved from the reference${isWeighed && ', times its weight'}, and how much of that arrived in the result. On the dashed
line, share is proportional to ${across}; of a donor below it, less arrived than of the others: it was outvoted${weights.has(null) ? ', trimmed or given little weight' : ' or trimmed'}. Point at a dot to read its figures.</p>
${chart('scatter', label, (width) => points(voice, width, isWeighed))}</section>`
}

const grid = { left: 62, right: 24, top: 24, bottom: 48 } as const

function points(voice: ShareOfVoice, width: number, isWeighed: boolean): Drawing {
  const height = width > 500 ? 420 : 340
  const rows = shareRows(voice)
  const norms = rows.map(({ donor }) => plotted(donor.norm * (isWeighed ? Math.abs(donor.weight!) : 1)))
  const total = norms.reduce((sum, norm) => sum + norm, 0)
  const shares = rows.map(({ donor }) => plotted(donor.share))
  const isFar = (figures: readonly number[]) =>
    smallestOf(figures) > 0 && largestOf(figures) > farApart * smallestOf(figures)
  const isLog = isFar(norms) || isFar(shares)
  const isDrawable = (at: number) => !isLog || (norms[at]! > 0 && shares[at]! > 0)
  const spanOf = (figures: readonly number[]): Span =>
    isLog ? powersAround(figures.filter((figure) => figure > 0)) : fromZero(figures)
  const [x, y] = [spanOf(norms), spanOf(shares)]
  const placeOf = (at: number) =>
    [
      grid.left + along(norms[at]!, x, isLog) * (width - grid.left - grid.right),
      height - grid.bottom - along(shares[at]!, y, isLog) * (height - grid.top - grid.bottom),
    ] as const
  const names = namesIn(
    rows.map(({ ref }) => ref),
    width > 500 ? 24 : 14,
  )
  const labels = placeLabels(
    rows.map(({ ref }, at) => ({ name: names.shown(ref), at: isDrawable(at) ? placeOf(at) : null })),
    { left: grid.left, right: width, top: 0, bottom: height - grid.bottom },
  )
  const ends = line(norms, total, isLog)
  const type = isLog ? 'log' : 'value'
  const option = {
    grid,
    xAxis: { ...axis(`${isWeighed ? 'weight × ' : ''}norm ‖τ‖ of the donor`), type, ...x },
    yAxis: {
      ...axis('share of voice'),
      nameGap: 46,
      type,
      ...y,
      axisLabel: {
        color: colours.ink,
        formatter: tickShare,
      },
    },
    series: [
      {
        type: 'scatter',
        symbolSize: pointSize,
        data: rows.map(({ alarming, ref }, at) => ({
          value: isDrawable(at) ? [norms[at], shares[at]] : ['-', '-'],
          name: names.shown(ref),
          itemStyle: { color: alarming ? colours.warn : colours.accent },
          label: labels[at] ? { show: true, position: labels[at] } : { show: false },
        })),
        label: { formatter: '{b}', color: colours.ink },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: colours.faint, type: 'dashed' },
          data: ends ? [ends] : [],
        },
      },
    ],
  }
  return { option, height }
}

function line(norms: readonly number[], total: number, isLog: boolean) {
  if (!(total > 0)) return null
  const [from, to] = [isLog ? smallestOf(norms.filter((norm) => norm > 0)) : 0, largestOf(norms, 0)]
  return [{ coord: [from, from / total] }, { coord: [to, to / total] }]
}
