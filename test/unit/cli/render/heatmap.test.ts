import { describe, expect, it } from 'vitest'
import { heatmapLines } from '../../../../src/cli/render/heatmap.ts'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import { columnsOf } from '../../../../src/core/text/layout.ts'
import { sampleRun } from '../../../support/run-result.ts'

const refs = (count: number) => Array.from({ length: count }, (_, index) => `org/donor-${index}`)
const drawn = (donors: number, layers: number, columns: number) =>
  heatmapLines(sampleRun(refs(donors), layers, []).shareOfVoice!, columns, makePaint(false))

describe('the heatmap of layers and donors', () => {
  it('tells every share by a number and a shade, without colour', () => {
    const voice = sampleRun(refs(3), 2, []).shareOfVoice!
    const lines = heatmapLines(voice, 80, makePaint(false))
    const row = lines.find((line) => line.startsWith('layer 1'))!
    const shown = [...row.matchAll(/[░▒▓█] *(\d+)/g)].map(([, percent]) => Number(percent))
    expect(shown).toEqual(voice.layers[1]!.donors.map(({ share }) => Math.round(share! * 100)))
    expect(lines).toContain('b = org/donor-1')
  })

  it.each([
    [7, 80],
    [15, 80],
    [40, 80],
    [15, 40],
  ])('keeps %i donors inside %i columns and names each of them', (donors, columns) => {
    const lines = drawn(donors, 4, columns)
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
    for (const ref of refs(donors)) expect(lines.some((line) => line.endsWith(` = ${ref}`))).toBe(true)
  })

  it('marks what a donor does not hold', () => {
    const voice = sampleRun(refs(2), 1, []).shareOfVoice!
    const layers = voice.layers.map(({ layer, donors }) => ({ layer, donors: donors.slice(0, 1) }))
    expect(heatmapLines({ ...voice, layers }, 80, makePaint(false))[2]).toMatch(/layer 0 .*–$/)
  })

  it('draws nothing where no tensor was measured', () => {
    expect(
      heatmapLines({ ...sampleRun([], 0, []).shareOfVoice!, modules: [] }, 80, makePaint(false)),
    ).toEqual([])
  })
})
