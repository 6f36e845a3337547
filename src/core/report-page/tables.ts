import type { AuditResult } from '../contract/audit.ts'
import type { Finding } from '../contract/common.ts'
import type { InspectResult } from '../contract/inspect.ts'
import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import type { VerifyResult } from '../contract/verify.ts'
import { notCompared } from '../share-of-voice/gram.ts'
import { figure } from '../text/figures.ts'
import { shortNames } from '../text/short-names.ts'
import { readableToken } from '../text/token-text.ts'
import { formatCount } from '../text/units.ts'
import { checkMarks, checksSentence } from '../verify/counts.ts'
import { fateOf } from '../view/missing-rows.ts'
import { html, type Markup } from './html.ts'

/** Rows in the page; the rest stays in run.json, and that is said. */
const mostRecords = 5000

/** Donors as their headers tell them. */
export function donorSection(inspect: InspectResult | null): Markup | null {
  if (!inspect || inspect.donors.length === 0) return null
  return html`<section id="donors"><h2>Donors</h2><div class="scroll"><table><thead><tr>
<th scope="col">donor</th><th scope="col">role</th><th scope="col">architecture</th><th scope="col" class="n">parameters</th>
<th scope="col" class="n">rows</th><th scope="col" class="n">tokens</th><th scope="col" class="n">ghosts</th></tr></thead><tbody>
${inspect.donors.map((donor) => {
  const rows = [...new Set(donor.vocabularyTensors.map((tensor) => formatCount(tensor.rows)))].join(' / ')
  const ghosts = new Set(donor.ghosts.map(({ token }) => token)).size
  return html`<tr><th scope="row">${donor.ref}</th><td>${donor.role}</td><td>${donor.architecture}</td>
<td class="n">${donor.parameters === null ? '–' : formatCount(donor.parameters)}</td><td class="n">${rows}</td>
<td class="n">${donor.tokenizer ? formatCount(donor.tokenizer.tokens) : '–'}</td>
<td class="n" data-value="${ghosts}">${formatCount(ghosts)}</td></tr>`
})}</tbody></table></div></section>`
}

/** Where mergescope itself was wrong. */
export function faultsSection(faults: readonly Finding[]): Markup | null {
  if (faults.length === 0) return null
  return html`<section id="faults"><h2>Faults of mergescope</h2><ul>
${faults.map(({ code, message, hint }) => html`<li>${message} <code>${code}</code>${hint ? html`<br>${hint}` : ''}</li>`)}</ul></section>`
}

/** Which donor lacks the row of which token; a field above filters it. */
export function vocabularySection(audit: AuditResult | null): Markup {
  const records = (audit?.records ?? []).filter(({ kind }) => kind !== 'warning')
  if (records.length === 0)
    return html`<section id="vocabulary"><h2>Vocabulary audit</h2><p>No donor lacks a row of its own tokens.</p></section>`
  const more = records.length - mostRecords
  return html`<section id="vocabulary"><h2>Vocabulary audit</h2>
<p><label>Find <input type="search" id="find" autocomplete="off" placeholder="donor or token"></label>
<output id="found" for="find">${formatCount(Math.min(records.length, mostRecords))} records</output></p>
<div class="scroll tall"><table id="records"><thead><tr><th scope="col">donor</th><th scope="col">token</th>
<th scope="col" class="n">id</th><th scope="col" class="n">rows</th><th scope="col">what became of it</th></tr></thead><tbody>
${records.slice(0, mostRecords).map(
  (
    record,
  ) => html`<tr><th scope="row">${record.model}</th><td><code>${record.token === null ? null : readableToken(record.token)}</code></td>
<td class="n">${record.donorId ?? record.outputId}</td><td class="n">${record.donorRows}</td><td>${fateOf(record)}</td></tr>`,
)}</tbody></table></div>
${more > 0 ? html`<p>${formatCount(more)} more records are in run.json.</p>` : null}</section>`
}

/** cos(τi, τj) of every two donors. */
export function similaritySection(voice: ShareOfVoice | null): Markup | null {
  const similarity = voice?.similarity
  const missing = !similarity && voice ? notCompared(voice.donors.length) : null
  if (missing) return html`<section id="similarity"><h2>Donor similarity</h2><p>${missing}</p></section>`
  if (!similarity || similarity.refs.length < 2) return null
  return html`<section id="similarity"><h2>Donor similarity</h2>
<p>Cosine of the donors' task vectors: 1 is the same direction, 0 unrelated, below 0 against each other.${
    similarity.error
      ? ` Measured on a sample of tiles: off by ${figure(similarity.error)} or so at most.`
      : ''
  }</p>
<div class="scroll"><table class="heat"><thead><tr><th scope="col">donor</th>${similarity.refs.map(
    (ref) =>
      html`<th scope="col" title="${ref}"><span>${shortNames(similarity.refs, 18).get(ref)}</span></th>`,
  )}</tr></thead><tbody>${similarity.refs.map(
    (ref, row) =>
      html`<tr><th scope="row">${ref}</th>${(similarity.cosines[row] ?? []).map(
        (cosine) =>
          html`<td class="n" style="--s:${Math.round(Math.abs(cosine ?? 0) * 100)}" data-value="${cosine}">${figure(cosine === null ? null : Number(cosine.toFixed(3)))}</td>`,
      )}</tr>`,
  )}</tbody></table></div></section>`
}

const words = { pass: 'pass', warn: 'warning', fail: 'failed', skip: 'skipped' } as const

export function checksSection(verify: VerifyResult | null): Markup {
  if (!verify)
    return html`<section id="checks"><h2>Output checks</h2><p>The output was not checked.</p></section>`
  return html`<section id="checks"><h2>Output checks</h2><p>${checksSentence(verify.checks)}.</p><table><thead><tr><th scope="col">status</th>
<th scope="col">check</th><th scope="col">result</th></tr></thead><tbody>
${verify.checks.map(
  ({
    code,
    status,
    message,
  }) => html`<tr><td class="${status === 'fail' ? 'bad' : ''}">${checkMarks[status]} ${words[status]}</td>
<th scope="row"><code>${code}</code></th><td>${message}</td></tr>`,
)}</tbody></table></section>`
}
