import type { DonorSummary, ShareOfVoice } from '../contract/share-of-voice.ts'
import { bandRules } from '../share-of-voice/band-rules.ts'
import { percent } from '../text/figures.ts'
import { formatCount } from '../text/units.ts'
import { type ShareRow, shareRows } from '../view/share-rows.ts'
import { html, type Markup } from './html.ts'
import { namesIn, number, table } from './table.ts'

/** Donors that are told before the fold, besides those that are suspect. */
const mostFirst = 5
/** Suspect ones first, then those that a check of the figures flagged. */
const rank = ({ alarming, donor }: ShareRow): number =>
  alarming ? 0 : (donor.verdict?.flags.length ?? 0) > 0 ? 1 : 2

/** One sentence a donor with what to do: those first that somebody should read, the others behind a fold. */
export function verdictSection(voice: ShareOfVoice | null): Markup | null {
  if (!voice || voice.donors.every(({ verdict }) => !verdict)) return null
  const rows = shareRows(voice)
  const flagged = ({ donor }: ShareRow) => (donor.verdict?.flags.length ?? 0) > 0
  const important = rows.filter(({ alarming, verdict }) => alarming || verdict?.important)
  const urgent = important.toSorted((a, b) => rank(a) - rank(b))
  const first = urgent.filter((row, at) => at < mostFirst || row.alarming || flagged(row))
  const rest = rows.filter((row) => !first.includes(row))
  return html`<section id="verdicts"><h2>What to look at</h2>
${first.length > 0 ? html`<ul>${first.map(item)}</ul>` : html`<p>No donor stands out.</p>`}
${rest.length > 0 && html`<details><summary>${first.length > 0 ? 'The other donors' : 'All donors'}</summary><ul>${rest.map(item)}</ul></details>`}
${vocabulary(rows.map(({ donor }) => donor))}
<details><summary>How the bands are decided</summary><p>The fair share is a donor's weight over the sum of weights, or one
over the number of donors.</p><table><thead><tr><th scope="col">band</th><th scope="col">when</th><th scope="col">why</th></tr></thead><tbody>
${bandRules.map(({ band, when, why }) => html`<tr><th scope="row">${band}</th><td>${when}</td><td>${why}</td></tr>`)}</tbody></table></details></section>`
}

const item = ({ verdict, alarming }: ShareRow): Markup | null =>
  verdict &&
  html`<li${alarming ? html` class="bad"` : ''}>${verdict.sentence}${verdict.advice && html` <i>${verdict.advice}</i>`}</li>`

/** Where a donor lacks rows: how many, and how loud it is in the rows that it holds. */
function vocabulary(donors: readonly DonorSummary[]): Markup | null {
  const split = donors.filter(({ vocabulary: rows }) => rows && rows.ghost.rows + rows.absent.rows > 0)
  if (split.length === 0) return null
  const names = namesIn(split.map(({ ref }) => ref))
  return html`<h3>Vocabulary rows</h3>${table(
    'vocabulary rows of the donors that lack some',
    [
      { label: 'donor' },
      ...['held', 'share there', 'ghosts', 'absent'].map((label) => ({ label, numeric: true })),
    ],
    split.map(
      ({
        ref,
        vocabulary: rows,
      }) => html`<tr>${names.rowHead(ref)}${number(rows!.held.rows, formatCount(rows!.held.rows))}
${number(rows!.held.share, percent(rows!.held.share))}${number(rows!.ghost.rows, formatCount(rows!.ghost.rows))}
${number(rows!.absent.rows, formatCount(rows!.absent.rows))}</tr>`,
    ),
  )}`
}
