import type { EChartsCoreOption, init as Init } from 'echarts/core'
// @ts-expect-error: it has no types of its own. In one file, because its 600 modules take as long to load as a small merge.
import { init as untyped } from 'echarts/dist/echarts.esm.min'
import { html, Markup } from './html.ts'

const init: typeof Init = untyped

/** Stand-ins that become the page's own colours, so that one drawing serves light and dark. */
export const colours = {
  ink: '#010203',
  faint: '#010204',
  line: '#010205',
  accent: '#010206',
  warn: '#010207',
} as const

const variables = Object.entries(colours).map(
  ([name, stand]) => [new RegExp(stand, 'gi'), `var(--${name})`] as const,
)

export interface Drawing {
  readonly option: EChartsCoreOption
  readonly height: number
}

/** Widths for a screen and for a telephone; the page shows the one that fits. */
const widths = { wide: 900, narrow: 350 } as const

/**
 * A chart as two SVG drawings, one of them shown: an image with a label, whose figures a table has.
 * @param id which tips the script shows for its points, by their number
 */
export function chart(id: string, label: string, draw: (width: number) => Drawing): Markup {
  return html`<figure data-tips="${id}">${Object.entries(widths).map(([name, width]) => {
    const { option, height } = draw(width)
    return html`<div class="${name}" role="img" aria-label="${label}">${drawSvg(option, width, height)}</div>`
  })}</figure>`
}

function drawSvg(option: EChartsCoreOption, width: number, height: number): Markup {
  const drawn = init(null, null, { renderer: 'svg', ssr: true, width, height })
  let svg: string
  try {
    drawn.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option })
    svg = drawn.renderToSVGString()
  } finally {
    // Its timer would keep the process.
    drawn.dispose()
  }
  for (const [stand, variable] of variables) svg = svg.replace(stand, variable)
  return new Markup(
    svg
      .replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
      .replace(/ width="\d+" height="\d+"/, '')
      .replace(/<style\b[^>]*>.*?<\/style>/gs, '')
      .replace(/ class="zr\d+-cls-\d+"/g, '')
      .replace(/ ecmeta_series_index="0" ecmeta_data_index="(\d+)" ecmeta_ssr_type="chart"/g, ' data-at="$1"')
      .replace(/ ecmeta_\w+="[^"]*"/g, ''),
  )
}

/** An axis in the page's colours. */
export const axis = (name: string) => ({
  name,
  nameLocation: 'middle',
  nameGap: 28,
  nameTextStyle: { color: colours.ink },
  axisLabel: { color: colours.ink },
  axisLine: { lineStyle: { color: colours.line } },
  splitLine: { lineStyle: { color: colours.line } },
})
