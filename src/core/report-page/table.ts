import { shortNames } from '../text/short-names.ts'
import { html, type Markup } from './html.ts'

export interface Column {
  readonly label: string
  readonly numeric?: boolean
  /** What the figure is, for those who point at its heading. */
  readonly title?: string
}

/** A table that scrolls by itself under a heading that stays, and that its headings sort. */
export function table(
  label: string,
  columns: readonly Column[],
  rows: readonly Markup[],
  id?: string,
): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table class="sortable"${
    id ? html` id="${id}"` : ''
  }><thead><tr>
${columns.map(
  ({ label: heading, numeric, title }) =>
    html`<th scope="col" aria-sort="none"${numeric ? html` class="n"` : ''}${
      title ? html` title="${title}"` : ''
    }><button type="button">${heading}</button></th>`,
)}</tr></thead><tbody>
${rows}</tbody></table></div>`
}

/** A cell with a figure, and the number that it is sorted by. */
export const number = (value: number | null | undefined, text: string): Markup =>
  html`<td class="n" data-value="${value ?? ''}">${text}</td>`

/** Columns that a name has in a table. */
const nameColumns = 32

/** Names as the tables show them: cut in the middle where they are long, and then whole in a tip and for a reader. */
export function namesIn(refs: readonly string[], columns = nameColumns) {
  const short = shortNames(refs, columns)
  const shown = (ref: string) => short.get(ref) ?? ref
  const whole = (ref: string) => (shown(ref) === ref ? '' : html` title="${ref}" aria-label="${ref}"`)
  return {
    shown,
    rowHead: (ref: string) => html`<th scope="row"${whole(ref)}>${shown(ref)}</th>`,
    columnHead: (ref: string) => html`<th scope="col"${whole(ref)}><span>${shown(ref)}</span></th>`,
  }
}
