import type { AuditResult } from '../contract/audit.ts'
import type { Finding } from '../contract/common.ts'
import type { InspectResult } from '../contract/inspect.ts'
import type { VerifyResult } from '../contract/verify.ts'
import { readableToken } from '../text/token-text.ts'
import { formatCount } from '../text/units.ts'
import { checkMarks, checksSentence } from '../verify/counts.ts'
import { fateOf } from '../view/missing-rows.ts'
import { html, type Markup } from './html.ts'
import { namesIn, number, table } from './table.ts'

/** Rows in the page; the rest stays in run.json, and that is said. */
const mostRecords = 2000

/** Donors as their headers tell them. */
export function donorSection(inspect: InspectResult | null): Markup | null {
  if (!inspect || inspect.donors.length === 0) return null
  const names = namesIn(inspect.donors.map(({ ref }) => ref))
  const columns = [
    ...['donor', 'role', 'architecture', 'dtype'].map((label) => ({ label })),
    ...['parameters', 'rows', 'tokens', 'ghosts'].map((label) => ({ label, numeric: true })),
  ]
  const rows = inspect.donors.map((donor) => {
    const heights = [...new Set(donor.vocabularyTensors.map((tensor) => formatCount(tensor.rows)))]
    const ghosts = new Set(donor.ghosts.map(({ token }) => token)).size
    return html`<tr>${names.rowHead(donor.ref)}<td>${donor.role}</td><td>${donor.architecture}</td><td>${donor.dtype}</td>
${number(donor.parameters, donor.parameters === null ? '–' : formatCount(donor.parameters))}
${number(donor.vocabularyTensors[0]?.rows, heights.join(' / '))}
${number(donor.tokenizer?.tokens, donor.tokenizer ? formatCount(donor.tokenizer.tokens) : '–')}${number(ghosts, formatCount(ghosts))}</tr>`
  })
  return html`<section id="donors"><h2>Donors</h2>${table('what the headers of the donors tell', columns, rows)}</section>`
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
  const shown = records.slice(0, mostRecords)
  const more = records.length - shown.length
  const names = namesIn([...new Set(shown.map(({ model }) => model ?? '–'))])
  const columns = [
    { label: 'donor' },
    { label: 'token' },
    { label: 'id', numeric: true },
    { label: 'rows', numeric: true },
    { label: 'what became of it' },
  ]
  const rows = shown.map((record) => {
    const id = record.donorId ?? record.outputId
    return html`<tr>${names.rowHead(record.model ?? '–')}<td><code>${record.token === null ? null : readableToken(record.token)}</code></td>
${number(id, id === null ? '–' : String(id))}${number(record.donorRows, record.donorRows === null ? '–' : formatCount(record.donorRows))}<td>${fateOf(record)}</td></tr>`
  })
  return html`<section id="vocabulary"><h2>Vocabulary audit</h2>
<p class="needs-script"><label>Find <input type="search" id="find" autocomplete="off" placeholder="donor or token"></label>
<output id="found" for="find">${formatCount(shown.length)} records</output></p>
${table('tokens without a row', columns, rows, 'records')}
${more > 0 ? html`<p>${formatCount(more)} more records are in run.json.</p>` : null}</section>`
}

const words = { pass: 'pass', warn: 'warning', fail: 'failed', skip: 'skipped' } as const
const order = ['fail', 'warn', 'pass', 'skip']

/** What was asked of the output, the failed first. */
export function checksSection(verify: VerifyResult | null): Markup {
  if (!verify)
    return html`<section id="checks"><h2>Output checks</h2><p>The output was not checked.</p></section>`
  const sorted = verify.checks.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
  const rows = sorted.map(
    ({
      code,
      status,
      message,
    }) => html`<tr><td data-value="${order.indexOf(status)}"${status === 'fail' ? html` class="bad"` : ''}>${checkMarks[status]} ${words[status]}</td>
<th scope="row"><code>${code}</code></th><td>${message}</td></tr>`,
  )
  const columns = ['status', 'check', 'result'].map((label) => ({ label }))
  return html`<section id="checks"><h2>Output checks</h2><p>${checksSentence(verify.checks)}.</p>${table('checks of the output', columns, rows)}</section>`
}
