import { expect, test } from 'vitest'
import { factsOf, modelTypes } from '../../../../support/model-types.ts'
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
  // The sketch of mergekit has no definition that would lack a stack of another name.
  const lost = names[0]!.startsWith('model.') ? ['info definition-lacks', 'info stock-wrong'] : []
  expect(found(long, long)).toEqual(lost)
  expect(found(long, short)).toEqual(['warning layers-uncounted', 'info stock-wrong'])
  expect(found(short, long)).toEqual(['warning tensor-extra'])
  expect(found(long, { tensors: { 'model.layers.1.mlp.weight': null } })).toContain('error tensor-missing')
})

test('half of such a layer is a file that is lost', () => {
  const [whole = []] = kinds
  expect(found(withThese(whole), withThese(whole.slice(1)))).toContain('error tensor-missing')
})

test.each(modelTypes())('no right $name has layers that its config.json does not count', (model) => {
  const donor = { facts: factsOf(model) }
  const { findings } = judge(linear(['a', 'b']), { a: donor, b: donor })
  expect(findings.filter(({ message }) => message.includes('does not count'))).toEqual([])
})
