import type { RunResult } from '../contract/run.ts'
import type { DonorSummary } from '../contract/share-of-voice.ts'
import { percent } from '../text/figures.ts'
import { readableToken } from '../text/token-text.ts'
import { formatCount } from '../text/units.ts'
import { fateOf, joinedRecords } from '../view/missing-rows.ts'
import { html, type Markup } from './html.ts'
import { namesIn, number, table } from './table.ts'

/** Rows in the page; the rest stays in run.json, and that is said. */
const mostRecords = 2000

/** Which donor lacks the row of which token; a field above filters it. */
export function vocabularySection({ vocabularyAudit: audit, shareOfVoice }: RunResult): Markup {
  const records = joinedRecords((audit?.records ?? []).filter(({ kind }) => kind !== 'warning'))
  const donors = shareOfVoice?.donors ?? []
  const models = records.map(({ model }) => model ?? '–')
  const names = namesIn([...new Set([...donors.map(({ ref }) => ref), ...models])])
  if (records.length === 0)
    return html`<section id="vocabulary"><h2>Vocabulary audit</h2><p>No donor lacks a row of its own tokens.</p>${rowsOf(donors, names)}</section>`
  const shown = records.slice(0, mostRecords)
  const more = records.length - shown.length
  const isTold = shown.some(({ tensors }) => tensors.length > 0)
  const columns = [
    { label: 'donor' },
    { label: 'token' },
    { label: 'id', numeric: true },
    { label: 'rows', numeric: true, title: 'how many rows the tensors of the donor have' },
    ...(isTold ? [{ label: 'missing from' }] : []),
    { label: 'what the merge did' },
  ]
  const rows = shown.map((record) => {
    const id = record.donorId ?? record.outputId
    return html`<tr>${names.rowHead(record.model ?? '–')}<td><code>${record.token === null ? null : readableToken(record.token)}</code></td>
${number(id, id === null ? '–' : String(id))}${number(record.donorRows, record.donorRows === null ? '–' : formatCount(record.donorRows))}${isTold && html`<td>${record.tensors.map((tensor) => html`<code>${tensor}</code> `)}</td>`}<td>${fateOf(record)}</td></tr>`
  })
  return html`<section id="vocabulary"><h2>Vocabulary audit</h2>
<p class="needs-script"><label>Find <input type="search" id="find" autocomplete="off" placeholder="donor or token"></label>
<output id="found" for="find">${formatCount(shown.length)} records</output></p>
${table('tokens without a row', columns, rows, 'records')}
${more > 0 ? html`<p>${formatCount(more)} more records are in run.json.</p>` : null}
${rowsOf(donors, names)}</section>`
}

/** Where some donor lacks rows: how many each holds, and how loud it is in those. */
function rowsOf(donors: readonly DonorSummary[], names: ReturnType<typeof namesIn>): Markup | null {
  const split = donors.filter(({ vocabulary }) => vocabulary)
  if (!split.some(({ vocabulary: rows }) => rows!.ghost.rows + rows!.absent.rows > 0)) return null
  return html`<h3>Rows by donor</h3>${table(
    'vocabulary rows of the donors',
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
