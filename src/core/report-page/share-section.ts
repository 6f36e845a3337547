import type { RunResult } from '../contract/run.ts'
import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { fairShares } from '../share-of-voice/fair-share.ts'
import { counted } from '../text/units.ts'
import { explanationOf, fitSentence, notMeasured, shareRows } from '../view/share-rows.ts'
import { chart } from './charts.ts'
import { breakable, html, type Markup } from './html.ts'
import { shareBars } from './share-bars.ts'
import { shareTable } from './share-table.ts'

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
  const fit = fitSentence(voice)
  return html`<section id="share"><h2>Share of voice</h2>
<p>${before}<b>${breakable(voice.reference)}</b>${after} The mark on a bar is the fair share, which the weights alone would give.</p>
${chart(
  'share',
  `Bars of the share of voice of ${counted(rows.length, 'donor')}; the table below has the figures`,
  (width) => shareBars(rows.slice(0, mostBars), fair, width),
)}
${rows.length > mostBars ? html`<p>The loudest ${mostBars} are drawn; the table has all ${rows.length}.</p>` : null}
${shareTable(rows, fair, ghosts)}
${fit === '' ? null : html`<p>${fit}</p>`}</section>`
}

function fairShareOf({ donors }: ShareOfVoice): ReadonlyMap<string, number> {
  const fair = fairShares(donors.map(({ weight }) => weight))
  return new Map(donors.map(({ ref }, at) => [ref, fair[at]!]))
}
