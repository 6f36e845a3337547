import { expect, test } from 'vitest'
import { judge, linear, type Sketch } from '../facts.ts'

/** Layers that predict further tokens, as models call them. */
const kinds = [
  ['model.layers.2.mlp.weight', 'model.layers.2.eh_proj.weight'],
  ['mtp.layers.0.mlp.weight', 'mtp.fc.weight', 'mtp.norm.weight'],
]
const withThese = (names: readonly string[]): Sketch => ({
  tensors: Object.fromEntries(names.map((name) => [name, [4, 4]])),
})
const found = (a: Sketch, b: Sketch) =>
  judge(linear(['a', 'b']), { a, b }).findings.map(({ code, severity }) => `${severity} ${code}`)

test.each(kinds)('layers beyond one donor only are no fault: %s', (...names) => {
  const [long, short] = [withThese(names), {}]
  expect(found(long, long)).toEqual([])
  expect(found(long, short)).toEqual(['warning layers-uncounted', 'info stock-wrong'])
  expect(found(short, long)).toEqual(['warning tensor-extra'])
  expect(found(long, { tensors: { 'model.layers.1.mlp.weight': null } })).toContain('error tensor-missing')
})

test('half of such a layer is a file that is lost', () => {
  const [whole = []] = kinds
  expect(found(withThese(whole), withThese(whole.slice(1)))).toContain('error tensor-missing')
})
