import { expect, test } from 'vitest'
import { barText } from '../../../../src/cli/render/bars.ts'
import { columnsOf } from '../../../../src/core/text/layout.ts'

const progress = {
  item: 'model.layers.3.mlp.up_proj.weight',
  done: 9,
  total: 21,
  unit: 'tensors',
  bytesPerSecond: 210e6,
  remainingSeconds: 12,
} as const

test('shows what, how much, how fast and on which item in one line', () => {
  expect(barText({ label: 'merge', progress }, 120)).toBe(
    'merge      ████████▋···········  43 %  9 of 21 tensors  210 MB/s  12 s left  model.layers.3.mlp.up_proj.weight',
  )
})

test('leaves out the bar when nobody knows how much there is', () => {
  const unknown = { item: 'planning', done: 0, total: null, unit: 'bytes' } as const
  expect(barText({ label: 'merge', progress: unknown }, 80)).toBe('merge      planning')
})

test.each([20, 60, 80])('stays inside %i columns, whatever the item', (columns) => {
  const evil = { ...progress, item: '\u001b[2J模型'.repeat(20) }
  const text = barText({ label: 'merge', progress: evil }, columns)
  expect(columnsOf(text)).toBeLessThan(columns)
  expect(text).not.toContain('\u001b')
})
