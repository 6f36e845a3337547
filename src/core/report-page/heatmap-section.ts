import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { heatMatrix } from '../view/heat-matrix.ts'
import { heatMeasures } from '../view/heat-measures.ts'
import { html, type Markup } from './html.ts'
import { legend } from './legend.ts'
import { namesIn } from './table.ts'

/** Layers × kinds × donors, two sides at a time. A grid: arrow keys go through it, Enter opens the tensors below. */
export function heatmapSection(voice: ShareOfVoice | null): Markup | null {
  if (!voice) return null
  const matrix = heatMatrix(voice)
  if (matrix.parts.length === 0) return null
  const names = namesIn(matrix.refs, 24)
  const [all, ...kinds] = matrix.levels
  const measures = heatMeasures(voice)
  const share = measures[0]!
  return html`<section id="heatmap"><h2>Layers, kinds and donors</h2>
<p>How loud each donor is in each layer, how far it moved there, and whether the result went its way. Choose what to show, point at a cell to read its figures, and click it or press Enter to list its tensors.</p>
<p class="needs-script"><label>Show <select id="heat-figure" aria-describedby="heat-about">${measures.map(({ name }, at) => html`<option value="${at}">${name}</option>`)}</select></label>
<label>of <select id="heat-view"><optgroup label="donors by layers">
<option value="kind 0">all kinds of tensors</option>${kinds.map(({ kind }, at) => html`<option value="kind ${at + 1}">${kind}</option>`)}</optgroup>
${kinds.length > 0 && html`<optgroup label="kinds by layers">${matrix.refs.map((ref, at) => html`<option value="donor ${at}">${names.shown(ref)}</option>`)}</optgroup>`}</select></label><br><span id="heat-about">${share.name}: ${share.about}</span></p>
${measures.map(({ name, bounds, most }, at) => legend(`scale of colours of the ${name}`, bounds, most, at))}
<div class="scroll heat-scroll"><table class="heat" id="heat" role="grid" aria-label="share of voice of each donor in each layer" aria-readonly="true">
<thead><tr><th scope="col">donor</th>${matrix.parts.map(
    ({ key, title }) =>
      html`<th scope="col" title="${title}"${/^\d+$/.test(key) ? '' : html` class="tall"`}><span>${key}</span></th>`,
  )}</tr></thead><tbody>
${matrix.refs.map(
  (ref, at) =>
    html`<tr>${names.rowHead(ref)}${all!.shares[at]!.map(
      (figure) => html`<td class="${share.colour(figure)}" tabindex="-1">${share.short(figure)}</td>`,
    )}</tr>`,
)}</tbody></table></div>
<div id="drill" class="needs-script"><h3>Tensors</h3><p><label>Part <select id="drill-part"><option value="">choose one, or a cell above</option>
${matrix.parts.map(({ title }, at) => html`<option value="${at}">${title}</option>`)}<option value="-1">outside of the layers</option></select></label>
<label>Donor <select id="drill-donor">${matrix.refs.map((ref, at) => html`<option value="${at}">${names.shown(ref)}</option>`)}</select></label></p>
<div id="drill-tensors"></div><div id="drill-donors" aria-live="polite"></div></div></section>`
}
