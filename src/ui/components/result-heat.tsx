import { Box } from 'ink'
import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { heatMatrix } from '../../core/view/heat-matrix.ts'
import type { ResultState } from '../state/result-state.ts'
import type { VoicesRow } from '../state/rows/row.ts'
import { HeatLine, HeatScale } from './heat-cells.tsx'
import { HeatHead, heatColumns } from './heat-columns.tsx'
import { legendLines } from './heat-legend.ts'
import { HeatSide, sideColumns } from './heat-side.tsx'
import { Lines } from './lines.tsx'
import { List, markColumns, partOf } from './list.tsx'
import { ResultHead, roomy } from './result-head.tsx'
import type { Space } from './space.tsx'

interface ResultHeatProps {
  readonly result: ResultState
  readonly voice: ShareOfVoice
  readonly list: readonly VoicesRow[]
  readonly space: Space
}

/** Lines of the list on any terminal. */
const leastList = 2

/** Who is heard where: a line a layer, module or tensor, with a cell for each donor. */
export function ResultHeat({ result, voice, list, space: { columns, rows } }: ResultHeatProps) {
  const isRoomy = rows >= roomy
  // The views and the letters of the donors; the verdict and the scale.
  const fixed = isRoomy ? 4 : 2
  const spare = Math.max(0, rows - fixed - leastList)
  const heat = heatColumns(
    voice,
    list.map(({ label }) => label),
    columns - markColumns,
    result.quieter,
  )
  const all = voice.donors.length
  const side = sideColumns(heat, { columns: columns - markColumns, lines: rows - fixed, all })
  const most = side > 0 ? 0 : Math.max(rows < 30 ? 3 : 7, rows - fixed - 1 - list.length)
  const legend = legendLines(voice, heat.donors, columns, Math.min(spare, most))
  const left = side > 0 ? markColumns + 1 + heat.label + heat.donors.length * heat.cell : columns
  const here = list[result.row]
  const part = partOf(list, result.row, rows - fixed - legend.length)
  return (
    <>
      <ResultHead result={result} columns={columns} place={part.place} hasVerdict={isRoomy} />
      <Box>
        <Box flexDirection="column" flexShrink={0} width={left}>
          <HeatHead heat={heat} refs={voice.donors.map(({ ref }) => ref)} columns={left} />
          <List part={part} columns={left} keyOf={({ label }, at) => `${at} ${label}`}>
            {({ label, cells }, { here }) => (
              <HeatLine
                label={label}
                labelColumns={heat.label}
                cells={heat.donors.map((index) => cells[index]!)}
                width={heat.cell}
                here={here}
              />
            )}
          </List>
        </Box>
        {side > 0 && here && <HeatSide voice={voice} row={here} columns={side} />}
      </Box>
      <Box flexGrow={1} />
      <Lines lines={legend.map((text) => ({ text, tone: 'dim' }))} columns={columns} />
      {isRoomy && <HeatScale scale={heatMatrix(voice).scale} columns={columns} />}
    </>
  )
}
