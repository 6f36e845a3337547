import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { drawn as drawnAs } from '../../../../src/cli/outlet.ts'
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

  it.each([
    ['true colour', { COLORTERM: 'truecolor', TERM: 'xterm-256color' }, /\[48;2;\d+;\d+;\d+;38;2;/, 6],
    ['256 colours', { TERM: 'xterm-256color' }, /\[48;5;\d+;38;5;/, 6],
    ['16 colours', { TERM: 'xterm' }, /\[(4[0-7]|10[0-7]);(3[0-7]|9[0-7])m/, 4],
  ] as const)('has heat in %s, and a scale with the same grounds', (_, env, look, grounds) => {
    const voice = sampleRun(refs(7), 6, []).shareOfVoice!
    const seen = heatmapLines(voice, 80, makePaint(true, env)).map(drawnAs)
    const groundsOf = (lines: readonly string[]) =>
      new Set(lines.join('').match(/\[(?:48;|4\d|10\d)[\d;]*m/g))
    const [scale, ...map] = seen.slice(1)
    expect(scale).toMatch(look)
    expect(groundsOf(map).size).toBeGreaterThanOrEqual(grounds)
    for (const ground of groundsOf(map)) expect(groundsOf([scale!])).toContain(ground)
    const told = (lines: readonly string[]) => lines.map((line) => stripVTControlCharacters(line))
    for (const line of told(seen)) expect(columnsOf(line)).toBeLessThanOrEqual(80)
    // The numbers are the same as without colours.
    const numbers = (lines: readonly string[]) =>
      told(lines).flatMap((line) => (line.startsWith('layer ') ? [line.match(/\d+/g)!.slice(1)] : []))
    expect(numbers(seen)).toEqual(numbers(drawn(7, 6, 80)))
  })

  it('has a scale of shades without colours', () => {
    expect(drawn(3, 2, 80)[1]).toMatch(/^0 % ░+▒+▓+█+ [\d.]+ %$/)
  })

  it('marks what a donor does not hold', () => {
    const voice = sampleRun(refs(2), 1, []).shareOfVoice!
    const layers = voice.layers.map(({ layer, donors }) => ({ layer, donors: donors.slice(0, 1) }))
    expect(heatmapLines({ ...voice, layers }, 80, makePaint(false))[3]).toMatch(/layer 0 .*– *$/)
  })

  it('draws nothing where no tensor was measured', () => {
    expect(
      heatmapLines({ ...sampleRun([], 0, []).shareOfVoice!, modules: [] }, 80, makePaint(false)),
    ).toEqual([])
  })
})
