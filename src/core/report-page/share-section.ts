import type { RunResult } from '../contract/run.ts'
import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { fairShares } from '../share-of-voice/fair-share.ts'
import { changeLeftOut } from '../share-of-voice/without.ts'
import { figure, percent } from '../text/figures.ts'
import { formatCount } from '../text/units.ts'
import { explanationOf, fitSentence, notMeasured, type ShareRow, shareRows } from '../view/share-rows.ts'
import { axis, chart, colours, type Drawing } from './charts.ts'
import { html, type Markup } from './html.ts'
import { namesIn, number, table } from './table.ts'

/** Bars in the drawing; the table has all. */
const mostBars = 40

/** Who speaks: a bar a donor, and every figure of each in a table. */
export function shareSection({ shareOfVoice: voice, inspect }: RunResult): Markup {
  if (!voice) return html`<section id="share"><h2>Share of voice</h2><p>${notMeasured}</p></section>`
  const rows = shareRows(voice)
  const [before, after] = explanationOf(voice)
  const ghosts = new Map(
    inspect?.donors.map(({ ref, ghosts }) => [ref, new Set(ghosts.map(({ token }) => token)).size]),
  )
  const fair = fairShareOf(voice)
  const names = namesIn(rows.map(({ ref }) => ref))
  return html`<section id="share"><h2>Share of voice</h2>
<p>${before}<b>${voice.reference}</b>${after} The mark on a bar is the fair share, which the weights alone would give.</p>
${chart(
  'share',
  `Bars of the share of voice of ${rows.length} donors; the table below has the figures`,
  (width) => bars(rows.slice(0, mostBars), fair, width),
)}
${rows.length > mostBars ? html`<p>The loudest ${mostBars} are drawn; the table has all ${rows.length}.</p>` : null}
${table(
  'figures of the donors',
  columns,
  rows.map(
    ({ donor, ref, share, norm, weight, band, meaning, alarming }) => html`<tr>${names.rowHead(ref)}
${number(donor.share, share)}<td class="${alarming ? 'bad' : ''}" title="${meaning}">${band}</td>
${number(fair.get(ref), percent(fair.get(ref) ?? null))}${number(donor.weight, weight)}${number(donor.norm, norm)}
${number(donor.alignment, figure(donor.alignment))}${number(donor.scale, figure(donor.scale))}
${number(donor.keptDensity, percent(donor.keptDensity ?? null))}${number(donor.signConflict, percent(donor.signConflict ?? null))}
${number(changeLeftOut(donor), percent(changeLeftOut(donor)))}${number(ghosts.get(ref), formatCount(ghosts.get(ref) ?? Number.NaN))}</tr>`,
  ),
)}
<p>${fitSentence(voice)}</p></section>`
}

const columns = [
  { label: 'donor' },
  { label: 'share', numeric: true, title: 'its part of all contributions' },
  { label: 'band' },
  { label: 'fair', numeric: true, title: 'what the weights alone would give' },
  { label: 'weight', numeric: true },
  { label: 'norm', numeric: true, title: 'how far it moved from the reference' },
  {
    label: 'alignment',
    numeric: true,
    title: 'whether the result moved in its direction: 1 exactly, 0 not at all',
  },
  { label: 'scale', numeric: true, title: 'how much of its own change arrived' },
  { label: 'kept', numeric: true, title: 'entries that sparsification left' },
  { label: 'against', numeric: true, title: 'entries whose sign the result went against' },
  { label: 'left out', numeric: true, title: 'what leaving it out changes, of the whole change' },
  { label: 'ghosts', numeric: true, title: 'tokens that it lists and has no row for' },
]

function fairShareOf({ donors }: ShareOfVoice): ReadonlyMap<string, number> {
  const fair = fairShares(donors.map(({ weight }) => weight))
  return new Map(donors.map(({ ref }, at) => [ref, fair[at]!]))
}

function bars(rows: readonly ShareRow[], fair: ReadonlyMap<string, number>, width: number): Drawing {
  const isWide = width > 500
  const names = namesIn(
    rows.map(({ ref }) => ref),
    isWide ? 28 : 15,
  )
  const side = (data: readonly string[]) => ({
    ...axis(''),
    type: 'category',
    inverse: true,
    data,
    axisTick: { show: false },
    axisLabel: { color: colours.ink, fontSize: 12 },
  })
  const option = {
    grid: { left: isWide ? 240 : 124, right: 64, top: 4, bottom: 4 },
    xAxis: { ...axis(''), type: 'value', show: false },
    yAxis: [
      side(rows.map(({ ref }) => names.shown(ref))),
      // The figures in a column of their own, where no mark runs through them.
      { ...side(rows.map(({ share }) => share)), position: 'right', axisLine: { show: false } },
    ],
    series: [
      {
        type: 'bar',
        barMaxWidth: 20,
        data: rows.map(({ donor, alarming }) => ({
          value: donor.share,
          itemStyle: { color: alarming ? colours.warn : colours.accent },
        })),
      },
      {
        type: 'scatter',
        symbol: 'rect',
        symbolSize: [3, 18],
        silent: true,
        z: 4,
        itemStyle: { color: colours.ink, opacity: 1 },
        data: rows.map(({ ref }, at) => [fair.get(ref) ?? 0, at]),
      },
    ],
  }
  return { option, height: 12 + rows.length * 24 }
}
