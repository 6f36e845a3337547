import type { Finding } from '../contract/common.ts'
import type { InspectResult } from '../contract/inspect.ts'
import type { VerifyResult } from '../contract/verify.ts'
import { formatCount } from '../text/units.ts'
import { checkMarks, checksByName } from '../verify/counts.ts'
import { heightsOf } from '../view/donor-report.ts'
import { html, type Markup } from './html.ts'
import { namesIn, number, table } from './table.ts'

/** Donors as their headers tell them. */
export function donorSection(inspect: InspectResult | null): Markup | null {
  if (!inspect || inspect.donors.length === 0) return null
  const names = namesIn(inspect.donors.map(({ ref }) => ref))
  const columns = [
    ...['donor', 'role', 'architecture', 'dtype'].map((label) => ({ label })),
    ...['parameters', 'rows', 'tokens', 'ghosts'].map((label) => ({ label, numeric: true })),
  ]
  const rows = inspect.donors.map((donor) => {
    const ghosts = new Set(donor.ghosts.map(({ token }) => token)).size
    return html`<tr>${names.rowHead(donor.ref)}<td>${donor.role}</td><td>${donor.architecture}</td><td>${donor.dtype}</td>
${number(donor.parameters, donor.parameters === null ? '–' : formatCount(donor.parameters))}
${number(donor.vocabularyTensors[0]?.rows, heightsOf(donor).join(' / '))}
${number(donor.tokenizer?.tokens, donor.tokenizer ? formatCount(donor.tokenizer.tokens) : '–')}${number(ghosts, formatCount(ghosts))}</tr>`
  })
  return html`<section id="donors"><h2>Donors</h2>${table('what the headers of the donors tell', columns, rows)}</section>`
}

/** What the inspection of the donors warned of, or what it found wrong. */
export function findingsSection(inspect: InspectResult | null): Markup | null {
  const findings = (inspect?.findings ?? []).filter(({ severity }) => severity !== 'info')
  if (!inspect || findings.length === 0) return null
  const names = namesIn(inspect.donors.map(({ ref }) => ref))
  return html`<section id="warnings"><h2>Warnings about the inputs</h2><ul>
${findings.map(({ code, donor, message, hint }) => html`<li>${donor === null ? '' : html`<b>${names.shown(donor)}</b>: `}${message} <code>${code}</code>${hint ? html`<br><i>${hint}</i>` : ''}</li>`)}</ul></section>`
}

/** Where mergescope itself was wrong. */
export function faultsSection(faults: readonly Finding[]): Markup | null {
  if (faults.length === 0) return null
  return html`<section id="faults"><h2>Faults of mergescope</h2><ul>
${faults.map(({ code, message, hint }) => html`<li>${message} <code>${code}</code>${hint ? html`<br>${hint}` : ''}</li>`)}</ul></section>`
}

const words = { pass: 'passed', warn: 'warning', fail: 'failed', skip: 'skipped' } as const
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
  return html`<section id="checks"><h2>Output checks</h2><p>${checksByName(verify.checks)}.</p>${table('checks of the output', columns, rows)}</section>`
}
