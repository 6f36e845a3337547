import { Box } from 'ink'
import { expect, test } from 'vitest'
import { HeatLine, HeatScale } from '../../../src/ui/components/heat-cells.tsx'
import { written } from '../../support/frame.ts'

const scale = { most: 0.6, power: 0.5 }
const cells = [0, 5, 9].map((step) => ({ text: '', short: '7', step, share: 0.07 }))

test.each([
  [24, /^(48;2;\d+;\d+;\d+|38;2;\d+;\d+;\d+|39|49)$/],
  [8, /^(48;5;\d+|38;5;\d+|39|49)$/],
  [4, /^(4\d|10\d|3\d|9\d)$/],
])('on a terminal with %i bits of colour a heat map is drawn in these and no others', (depth, ours) => {
  const line = written(
    <Box flexDirection="column">
      <HeatLine label="layer 0" labelColumns={12} cells={cells} width={4} here={false} />
      <HeatScale scale={scale} columns={80} />
    </Box>,
    80,
    24,
    { depth },
  )
  const sequences = [...line.matchAll(/\u001b\[([\d;]*)m/g)].map(([, parameters]) => parameters)
  expect(new Set(sequences).size).toBeGreaterThan(6)
  expect(sequences.filter((each) => !ours.test(each!))).toEqual([])
})
