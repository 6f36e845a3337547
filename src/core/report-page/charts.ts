import { BarChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, GridComponent, MarkLineComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { Markup } from './html.ts'

use([BarChart, ScatterChart, GridComponent, MarkLineComponent, AriaComponent, SVGRenderer])

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

/**
 * Draws a chart as SVG text. Everything the drawing tells stands in a table beside it as well, so it is
 * hidden from screen readers.
 */
export function drawSvg(option: EChartsCoreOption, width: number, height: number): Markup {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option })
  let svg = chart.renderToSVGString()
  chart.dispose()
  for (const [stand, variable] of variables) svg = svg.replace(stand, variable)
  return new Markup(
    svg
      .replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
      .replace(/ width="\d+" height="\d+"/, ''),
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
