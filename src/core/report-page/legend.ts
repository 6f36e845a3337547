import type { HeatBound } from '../view/heat-scale.ts'
import { html, type Markup } from './html.ts'

/** The colours of a grid and the figures at which they begin; `most` is where the last one ends. */
export function legend(label: string, bounds: readonly HeatBound[], most: string, at?: number): Markup {
  const told = `${label}: from ${bounds[0]!.from} (pale in light, dark in dark) to ${most}`
  return html`<div class="legend" role="img" aria-label="${told}"${
    at === undefined ? '' : html` data-figure="${at}"${at > 0 ? html` hidden` : ''}`
  }>
${bounds.map(({ colour, from }) => html`<span class="${colour}">${from}</span>`)}<b>${most}</b></div>`
}
