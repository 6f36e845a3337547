import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineFor } from '../../../../src/cli/render/lines.ts'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import { columnsOf } from '../../../../src/core/text/layout.ts'
import { matchesWords, wordsIn } from '../../../../src/core/view/audit-filter.ts'
import { auditColumns, auditLayout, auditLine } from '../../../../src/core/view/audit-lines.ts'

const style = { paint: makePaint(false), verbose: true, quiet: false }
const tensors = [
  'model.layers.12.mlp.gate_proj.weight',
  'lm_head.weight',
  `model.${'很长的名字.'.repeat(30)}weight`,
]
const [start, end] = [
  'ParasiticRogue/Nemo-Instruct-merged-with-a-very-long-',
  '-name-of-twelve-billion-深度求索-12B',
]
const refs = fc.uniqueArray(
  fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    fc.nat(60).map((at) => `${start}v${at}${end}`),
    fc
      .nat(60)
      .map((at) => `深度求索/密斯特拉尔-尼莫-十二亿-中文对话微调-合并-版本-很长的-很长的-很长的-${at}`),
  ),
  { minLength: 1, maxLength: 40, selector: (ref) => ref.trim() },
)
const moved = fc.option(fc.double({ min: 1e-9, max: 1e7, noNaN: true }))
const figure = fc.option(fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1e7, noNaN: true })))

test('lines of -v fit, keep donors apart and stand below each other', () => {
  fc.assert(
    fc.property(refs, fc.constantFrom(...tensors), figure, moved, (names, tensor, share, norm) => {
      const donors = names.map((ref, at) => ({
        ref,
        norm,
        share: share === null ? null : Math.min(1, share) / (at + 1),
        projection: null,
        cosine: null,
        keptDensity: at % 2 ? null : 1,
      }))
      const told = lineFor({ event: 'share-of-voice', tensor: { tensor, donors } } as never, style)!
      const lines = told.split('\n')
      expect(lines).toHaveLength(names.length)
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(160)
      const columns = auditColumns(158, names)
      const before = lines.map((line) => upTo(line, 2 + columns.tensor + 1 + columns.name))
      expect(new Set(before).size).toBe(names.length)
      const places = lines.map((line) => columnsOf(line.slice(0, line.lastIndexOf(' norm '))))
      expect(new Set(places).size).toBe(1)
    }),
    { numRuns: 60 },
  )
})

test('donors that a tensor is the same in take one line of -v', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 20 }), (norms) => {
      const donors = norms.map((norm, at) => ({
        ...{
          ref: `org/${at}`,
          norm,
          share: norm === 0 ? null : 0.1,
          projection: null,
          cosine: null,
          keptDensity: 0.6,
        },
      }))
      const tensor = { tensor: 'model.norm.weight', donors }
      const lines = lineFor({ event: 'share-of-voice', tensor } as never, style)!.split('\n')
      const same = norms.filter((norm) => norm === 0).length
      expect(lines).toHaveLength(norms.length - (same > 1 ? same - 1 : 0))
      if (same > 1) expect(lines.at(-1)).toMatch(new RegExp(`norm +${same} donors as the reference$`))
    }),
  )
})

/** What stands in the first columns of a line. */
function upTo(line: string, columns: number): string {
  let end = line.length
  while (columnsOf(line.slice(0, end)) > columns) end--
  return line.slice(0, end)
}

test.each([
  [1, 1, '100 % norm    1.00'],
  [0.9996, 12_345, '100 % norm  1.23e4'],
  [0.135, 999.4, '13.5 % norm     999'],
  [0.05, 1000, '5.0 % norm  1.00e3'],
  [1e-5, 2e-4, '< 0.1 % norm 2.00e-4'],
  [null, null, '– norm       –'],
])('a share of %s and a norm of %s have three digits', (share, norm, told) => {
  const entry = { tensor: 't', ref: 'r', share, norm, keptDensity: null }
  expect(
    auditLine(entry, auditLayout(120, ['r'], [entry]))
      .at(-1)!
      .text.trim(),
  ).toBe(told)
})

const query = (layer: number) => `bert.encoder.layer.${layer}.attention.self.query.weight`
test.each([
  ['3', query(3), 'org/a', true],
  ['3', query(13), 'org/a', false],
  ['3', 'model.layers.7.mlp.experts.3.up_proj.weight', 'org/a', false],
  ['7 experts.3', 'model.layers.7.mlp.experts.3.up_proj.weight', 'org/a', true],
  ['12', 'model.layers.7.mlp.up_proj.weight', 'org/nemo-12B', true],
  ['2', 'model.layers.7.mlp.up_proj.weight', 'org/nemo-12B', false],
  ['3', 'lm_head.weight', 'org/a', false],
  ['query', query(3), 'org/a', true],
])('the filter %j on %s of %s: %s', (words, tensor, ref, passes) => {
  expect(matchesWords({ tensor, ref }, wordsIn(words))).toBe(passes)
})
