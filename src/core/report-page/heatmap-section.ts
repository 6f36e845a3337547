import type { DonorVoice, ShareOfVoice } from '../contract/share-of-voice.ts'
import { largestOf } from '../many.ts'
import { percent } from '../text/figures.ts'
import { shortNames } from '../text/short-names.ts'
import { html, type Markup } from './html.ts'

/** Layers × donors; a row's button opens the layer's tensors below. A real table: keyboard and screen reader. */
export function heatmapSection(voice: ShareOfVoice | null): Markup | null {
  if (!voice) return null
  const refs = voice.donors.map(({ ref }) => ref)
  const names = shortNames(refs, 18)
  const largest = largestOf(
    rows(voice).flatMap(({ donors }) => donors.map(({ share }) => share ?? 0)),
    1e-9,
  )
  return html`<section id="heatmap"><h2>Layers and modules</h2>
<p>Share of voice by layer and by kind of module. Choose a row to see its tensors.</p>
<div class="scroll"><table class="heat"><thead><tr><th scope="col">part</th>${refs.map(
    (ref) => html`<th scope="col" title="${ref}"><span>${names.get(ref)}</span></th>`,
  )}</tr></thead><tbody>
${rows(voice).map(
  ({
    kind,
    key,
    donors,
  }) => html`<tr><th scope="row"><button type="button" data-kind="${kind}" data-key="${key}"
aria-expanded="false">${kind === 'layer' ? `layer ${key}` : key}</button></th>${refs.map((ref) => cellOf(donors, ref, largest))}</tr>`,
)}</tbody></table></div>
<div id="drill" role="region" aria-live="polite" aria-label="tensors of the chosen row"></div></section>`
}

interface HeatRow {
  readonly kind: 'layer' | 'module'
  readonly key: string
  readonly donors: readonly DonorVoice[]
}

const rows = (voice: ShareOfVoice): readonly HeatRow[] => [
  ...voice.layers.map(({ layer, donors }) => ({ kind: 'layer', key: layer, donors }) as const),
  ...voice.modules.map(({ module, donors }) => ({ kind: 'module', key: module, donors }) as const),
]

function cellOf(donors: readonly DonorVoice[], ref: string, largest: number): Markup {
  const share = donors.find((donor) => donor.ref === ref)?.share ?? null
  const shade = share === null ? 0 : Math.round((Math.max(0, share) / largest) * 100)
  return html`<td class="n" style="--s:${shade}" data-value="${share ?? ''}">${percent(share)}</td>`
}
