import type { ShareRow } from '../view/share-rows.ts'
import { axis, colours, type Drawing } from './charts.ts'
import { namesIn } from './table.ts'

/** A bar a donor with its share beside it, and a mark at its fair share. */
export function shareBars(
  rows: readonly ShareRow[],
  fair: ReadonlyMap<string, number>,
  width: number,
): Drawing {
  const isWide = width > 500
  const names = namesIn(
    rows.map(({ ref }) => ref),
    isWide ? 28 : 14,
  )
  const side = (data: readonly string[]) => ({
    ...axis(''),
    type: 'category',
    inverse: true,
    data,
    axisTick: { show: false },
    axisLabel: { color: colours.ink, fontSize: 12 },
  })
  const option = {
    grid: { left: isWide ? 240 : 132, right: 64, top: 4, bottom: 4 },
    xAxis: { ...axis(''), type: 'value', show: false },
    yAxis: [
      side(rows.map(({ ref }) => names.shown(ref))),
      // The figures in a column of their own, where no mark runs through them.
      { ...side(rows.map(({ share }) => share)), position: 'right', axisLine: { show: false } },
    ],
    series: [
      {
        type: 'bar',
        barMaxWidth: 20,
        data: rows.map(({ donor, alarming }) => ({
          value: donor.share,
          itemStyle: { color: alarming ? colours.warn : colours.accent },
        })),
      },
      {
        type: 'scatter',
        symbol: 'rect',
        symbolSize: [3, 18],
        silent: true,
        z: 4,
        itemStyle: { color: colours.ink, opacity: 1 },
        data: rows.map(({ ref }, at) => [fair.get(ref) ?? 0, at]),
      },
    ],
  }
  return { option, height: 12 + rows.length * 24 }
}
