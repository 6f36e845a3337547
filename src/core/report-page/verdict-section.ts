import type { DonorSummary, ShareOfVoice } from '../contract/share-of-voice.ts'
import { bandRules } from '../share-of-voice/band-rules.ts'
import { changeLeftOut } from '../share-of-voice/without.ts'
import { figure, percent } from '../text/figures.ts'
import { formatCount } from '../text/units.ts'
import { fitSentence, shareRows } from '../view/share-rows.ts'
import { html, type Markup } from './html.ts'

/** One sentence a donor with what to do, the figures behind it, and how bands are decided. */
export function verdictSection(voice: ShareOfVoice | null): Markup | null {
  if (!voice || voice.donors.every(({ verdict }) => !verdict)) return null
  const rows = shareRows(voice)
  const sorted = rows.map(({ donor }) => donor)
  return html`<section id="verdicts"><h2>Verdicts</h2><ul>
${rows.map(
  ({ verdict, alarming }) =>
    verdict &&
    html`<li class="${alarming ? 'bad' : ''}">${verdict.sentence}${verdict.advice && html` <i>${verdict.advice}</i>`}</li>`,
)}</ul>${figures(sorted, voice)}${vocabulary(sorted)}
<details><summary>How the bands are decided</summary><p>The fair share is a donor's weight over the sum of weights, or one
over the number of donors.</p><table><thead><tr><th scope="col">band</th><th scope="col">when</th><th scope="col">why</th></tr></thead><tbody>
${bandRules.map(({ band, when, why }) => html`<tr><th scope="row">${band}</th><td>${when}</td><td>${why}</td></tr>`)}</tbody></table></details></section>`
}

function figures(donors: readonly DonorSummary[], voice: ShareOfVoice): Markup {
  const value = (of: number | null | undefined, show: (value: number | null) => string = figure) =>
    html`<td class="n" data-value="${of ?? ''}">${show(of ?? null)}</td>`
  return html`<div class="scroll"><table><thead><tr><th scope="col">donor</th><th scope="col" class="n">projection</th>
<th scope="col" class="n">alignment</th><th scope="col" class="n">scale</th><th scope="col" class="n">kept</th>
<th scope="col" class="n">against</th><th scope="col" class="n">left out changes</th></tr></thead><tbody>
${donors.map(
  (
    donor,
  ) => html`<tr><th scope="row">${donor.ref}</th>${value(donor.projection, percent)}${value(donor.alignment)}
${value(donor.scale)}${value(donor.keptDensity, percent)}${value(donor.signConflict, percent)}${value(changeLeftOut(donor), percent)}</tr>`,
)}</tbody></table></div>
<p>${fitSentence(voice)}</p>`
}

/** Where a donor lacks rows: how many, and how loud it is in the rows that it holds. */
function vocabulary(donors: readonly DonorSummary[]): Markup | null {
  const split = donors.filter(({ vocabulary: rows }) => rows && rows.ghost.rows + rows.absent.rows > 0)
  if (split.length === 0) return null
  return html`<h3>Vocabulary rows</h3><table><thead><tr><th scope="col">donor</th><th scope="col" class="n">held</th>
<th scope="col" class="n">share there</th><th scope="col" class="n">ghosts</th><th scope="col" class="n">absent</th></tr></thead><tbody>
${split.map(
  ({
    ref,
    vocabulary: rows,
  }) => html`<tr><th scope="row">${ref}</th><td class="n">${formatCount(rows!.held.rows)}</td>
<td class="n" data-value="${rows!.held.share ?? ''}">${percent(rows!.held.share)}</td><td class="n">${formatCount(rows!.ghost.rows)}</td>
<td class="n">${formatCount(rows!.absent.rows)}</td></tr>`,
)}</tbody></table>`
}
