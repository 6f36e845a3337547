import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { shortNames } from '../text/short-names.ts'
import { type HeatCell, heatRows } from '../view/heat-map.ts'
import { html, type Markup } from './html.ts'

/** Layers × donors; a row's button opens the layer's tensors below. A real table: keyboard and screen reader. */
export function heatmapSection(voice: ShareOfVoice | null): Markup | null {
  if (!voice) return null
  const refs = voice.donors.map(({ ref }) => ref)
  const names = shortNames(refs, 18)
  return html`<section id="heatmap"><h2>Layers and modules</h2>
<p>Share of voice by layer and by kind of module. Choose a row to see its tensors.</p>
<div class="scroll"><table class="heat"><thead><tr><th scope="col">part</th>${refs.map(
    (ref) => html`<th scope="col" title="${ref}"><span>${names.get(ref)}</span></th>`,
  )}</tr></thead><tbody>
${heatRows(voice).map(
  ({
    kind,
    key,
    label,
    cells,
  }) => html`<tr><th scope="row"><button type="button" data-kind="${kind}" data-key="${key}"
aria-expanded="false">${label}</button></th>${cells.map(cellOf)}</tr>`,
)}</tbody></table></div>
<div id="drill" role="region" aria-live="polite" aria-label="tensors of the chosen row"></div></section>`
}

/** A level in whole percent, as the style of the page takes it. */
export const inPercent = ({ level }: HeatCell): number => Math.round(level * 100)

const cellOf = (cell: HeatCell): Markup =>
  html`<td class="n" style="--s:${inPercent(cell)}" data-value="${cell.share ?? ''}">${cell.text}</td>`
