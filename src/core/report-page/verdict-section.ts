import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { bandRules } from '../share-of-voice/band-rules.ts'
import { type ShareRow, shareRows } from '../view/share-rows.ts'
import { toldFirst } from '../view/told-first.ts'
import { html, type Markup } from './html.ts'
import { namesIn } from './table.ts'

/** One sentence a donor with what to do: those first that somebody should read, the others behind a fold. */
export function verdictSection(voice: ShareOfVoice | null): Markup | null {
  if (!voice || voice.donors.every(({ verdict }) => !verdict)) return null
  const names = namesIn(voice.donors.map(({ ref }) => ref))
  const rows = shareRows(voice, names.shown)
  const { first, rest } = toldFirst(rows)
  return html`<section id="verdicts"><h2>What to look at</h2>
${first.length > 0 ? html`<ul>${first.map(item)}</ul>` : html`<p>No donor stands out.</p>`}
${rest.length > 0 && html`<details><summary>${first.length > 0 ? 'The other donors' : 'All donors'}</summary><ul>${rest.map(item)}</ul></details>`}
<details><summary>How the bands are decided</summary><p>A donor's fair share is its weight divided by the sum of all weights, or one
over the number of donors where a weight is not a single number.</p><table><thead><tr><th scope="col">band</th><th scope="col">when</th><th scope="col">why</th></tr></thead><tbody>
${bandRules.map(({ band, when, why }) => html`<tr><th scope="row">${band}</th><td>${when}</td><td>${why}</td></tr>`)}</tbody></table></details></section>`
}

const item = ({ verdict, alarming }: ShareRow): Markup | null =>
  verdict &&
  html`<li${alarming ? html` class="bad"` : ''}>${verdict.sentence}${verdict.advice && html` <i>${verdict.advice}</i>`}</li>`
