import type { RunResult } from '../contract/run.ts'
import { largestOf, smallestOf } from '../many.ts'
import { figure, percent } from '../text/figures.ts'
import { weightSliders } from '../view/weight-sliders.ts'
import { html, type Markup } from './html.ts'
import { namesIn, number } from './table.ts'

/** A slider for each weight, and the shares that a merge with these weights would have. */
export function whatIfSection(result: RunResult): Markup | null {
  const sliders = weightSliders(result)
  if (!sliders) return null
  const shares = new Map(result.shareOfVoice?.donors.map(({ ref, share }) => [ref, share]))
  const weights = sliders.donors.map(({ weight }) => weight)
  const most = Math.max(1, 2 * largestOf(weights, 0))
  const least = Math.min(0, 2 * smallestOf(weights))
  const names = namesIn(
    sliders.donors.map(({ ref }) => ref),
    28,
  )
  const isMixed = sliders.donors.some(({ isMultiple }) => isMultiple)
  return html`<section id="what-if" class="needs-script"><h2>What if the weights were different</h2>
<p>${
    sliders.about
      ? `Predicted from what was measured, and only approximate, because ${sliders.about}.`
      : 'Predicted from what was measured: a merge with these weights has exactly these shares.'
  }${isMixed ? ' A weight that is not one number is changed by a factor (×).' : ''}</p>
<p><button type="button" id="weights-as-merged">As merged</button> <button type="button" id="weights-equal">Equal weights</button></p>
<div class="scroll" role="region" tabindex="0" aria-label="weights and predicted shares"><table><thead><tr><th scope="col">donor</th>
<th scope="col">weight</th><th scope="col" class="n">now</th><th scope="col" class="n">then</th><th scope="col" class="wide-only"><span class="unseen">bar</span></th></tr></thead><tbody>
${sliders.donors.map(
  ({
    ref,
    weight,
    isMultiple,
  }) => html`<tr>${names.rowHead(ref)}<td class="weight"><input type="range" min="${least}" max="${most}"
step="any" value="${weight}" aria-label="weight of ${ref}"> <span><output>${figure(weight)}</output>${isMultiple ? ' ×' : ''}</span></td>
${number(shares.get(ref), percent(shares.get(ref) ?? null))}<td class="n then">${percent(shares.get(ref) ?? null)}</td>
<td class="wide-only"><div class="bar"></div></td></tr>`,
)}</tbody></table></div>
<details><summary>These weights for the config</summary><pre id="weights-yaml" tabindex="0"></pre></details></section>`
}
