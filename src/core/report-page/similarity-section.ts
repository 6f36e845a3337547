import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { notCompared } from '../share-of-voice/gram.ts'
import { cosineText, figure, shortCosine } from '../text/figures.ts'
import { alike, cosineBounds, cosineStep } from '../view/similarity.ts'
import { html, type Markup } from './html.ts'
import { legend } from './legend.ts'
import { namesIn } from './table.ts'

/** cos(τi, τj) of every two donors, with the pairs that are most alike in words. */
export function similaritySection(voice: ShareOfVoice | null): Markup | null {
  const similarity = voice?.similarity
  const missing = !similarity && voice ? notCompared(voice.donors.length) : null
  if (missing) return html`<section id="similarity"><h2>Donor similarity</h2><p>${missing}</p></section>`
  if (!similarity || similarity.refs.length < 2) return null
  const { refs, cosines } = similarity
  const names = namesIn(refs, 24)
  const heads = namesIn(refs, 16)
  const pairs = alike(similarity)
  return html`<section id="similarity"><h2>Donor similarity</h2>
<p>Cosine of the donors' task vectors: 1 is the same direction, 0 unrelated, below 0 against each other.${
    similarity.error
      ? ` Estimated from a sample of the values: off by at most about ${figure(similarity.error)}.`
      : ''
  }</p>
${pairs.length > 0 && html`<ul>${pairs.map(({ first, second, cosine, sentence }) => html`<li><b>${names.shown(first)}</b> and <b>${names.shown(second)}</b>: ${cosineText(cosine)}, ${sentence}.</li>`)}</ul>`}
${legend('scale of colours of the cosines', cosineBounds(cosines.flat()), '1')}
<div class="scroll heat-scroll"><table class="heat" role="grid" aria-label="cosine of every two donors" aria-readonly="true"><thead><tr><th scope="col">donor</th>
${refs.map((ref) => html`${heads.columnHead(ref)}`)}</tr></thead><tbody>
${refs.map(
  (ref, row) =>
    html`<tr>${names.rowHead(ref)}${refs.map((_, column) => {
      const cosine = cosines[row]?.[column] ?? null
      return html`<td class="${row === column ? 'same' : cosineStep(cosine)}" tabindex="-1" data-value="${cosine}">${shortCosine(cosine)}</td>`
    })}</tr>`,
)}</tbody></table></div></section>`
}
