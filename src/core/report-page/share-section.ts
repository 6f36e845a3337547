import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { largestOf } from '../many.ts'
import { shortNames } from '../text/short-names.ts'
import { explanationOf, notMeasured, type ShareRow, shareRows } from '../view/share-rows.ts'
import { axis, colours, drawSvg } from './charts.ts'
import { html, type Markup } from './html.ts'

/** Who speaks: a bar a donor, and the same figures as a table. */
export function shareSection(voice: ShareOfVoice | null): Markup {
  if (!voice) return html`<section id="share"><h2>Share of voice</h2><p>${notMeasured}</p></section>`
  const rows = shareRows(voice)
  const [before, after] = explanationOf(voice)
  return html`<section id="share"><h2>Share of voice</h2>
<p>${before}<b>${voice.reference}</b>${after}</p>
<figure>${bars(rows)}</figure>
<table><thead><tr><th scope="col">donor</th><th scope="col" class="n">share</th><th scope="col" class="n">norm</th>
<th scope="col" class="n">weight</th><th scope="col">band</th></tr></thead><tbody>
${rows.map(
  ({ donor, ref, share, norm, weight, band, meaning, alarming }) => html`<tr><th scope="row">${ref}</th>
<td class="n" data-value="${donor.share}">${share}</td>
<td class="n" data-value="${donor.norm}">${norm}</td>
<td class="n">${weight}</td>
<td class="${alarming ? 'bad' : ''}">${band} <small>${meaning}</small></td></tr>`,
)}</tbody></table></section>`
}

/** Names for a chart: what tells the donors apart; the whole names stand in the table. */
const chartNames = (donors: readonly { readonly ref: string }[]): ReadonlyMap<string, string> =>
  shortNames(
    donors.map(({ ref }) => ref),
    28,
  )

function bars(rows: readonly ShareRow[]): Markup {
  const option = {
    grid: { left: 230, right: 64, top: 8, bottom: 8 },
    xAxis: { ...axis(''), type: 'value', show: false },
    yAxis: {
      ...axis(''),
      type: 'category',
      inverse: true,
      data: [...chartNames(rows).values()],
      axisLabel: { color: colours.ink, width: 210, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 22,
        data: rows.map(({ length, share, alarming }) => ({
          value: length,
          itemStyle: { color: alarming ? colours.warn : colours.accent },
          label: { formatter: share },
        })),
        label: { show: true, position: 'right', color: colours.ink },
      },
    ],
  }
  return drawSvg(option, 800, 24 + rows.length * 30)
}

/** An axis cannot be drawn for figures that are all but zero. */
const plotted = (figure: number): number => (figure < 1e-12 ? 0 : figure)

/** Norm against share, one point a donor; the line is where every unit of norm speaks equally loud. */
export function scatterSection(voice: ShareOfVoice | null): Markup | null {
  if (!voice || voice.donors.length < 2) return null
  const total = voice.donors.reduce((sum, { norm }) => sum + norm, 0)
  const names = chartNames(voice.donors)
  const largest = largestOf(voice.donors.map(({ norm }) => plotted(norm)))
  const option = {
    grid: { left: 56, right: 24, top: 24, bottom: 48 },
    xAxis: { ...axis('norm ‖τ‖ of the donor'), type: 'value', min: 0 },
    yAxis: {
      ...axis('share of voice'),
      nameGap: 44,
      type: 'value',
      min: 0,
      axisLabel: { color: colours.ink, formatter: (value: number) => `${Math.round(value * 100)} %` },
    },
    series: [
      {
        type: 'scatter',
        symbolSize: 12,
        data: shareRows(voice).map(({ donor, alarming, ref }) => ({
          value: [plotted(donor.norm), plotted(donor.share)],
          name: names.get(ref),
          itemStyle: { color: alarming ? colours.warn : colours.accent },
        })),
        label: {
          show: true,
          formatter: '{b}',
          position: 'top',
          color: colours.ink,
          width: 180,
          overflow: 'truncate',
        },
        labelLayout: { hideOverlap: true },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: colours.faint, type: 'dashed' },
          data: total > 0 ? [[{ coord: [0, 0] }, { coord: [largest, largest / total] }]] : [],
        },
      },
    ],
  }
  return html`<section id="scatter"><h2>Norm against share</h2>
<p>How far a donor moved from the reference, and how much of that arrived. On the dashed line share is proportional to norm;
below it a donor was outvoted or trimmed. The figures stand in the table of shares.</p>
<figure>${drawSvg(option, 800, 420)}</figure></section>`
}
