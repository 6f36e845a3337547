import { expect, it } from 'vitest'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { recipeDifferences } from '../../../../src/core/recipe/differences.ts'
import { differenceText } from '../../../../src/core/view/comparison.ts'

const differences = (first: string, second: string) => {
  const [before, after] = [first, second].map((text) => parseMergeConfig(text).config!)
  return recipeDifferences(before!, after!).map(differenceText)
}
const linear = (own: string, more = '') =>
  `merge_method: linear\nparameters: {weight: 0.5}\nmodels: [{model: org/a${own}}, {model: org/b}]\n${more}`
const sliced = (range: string, filters: string) =>
  `merge_method: passthrough\nslices:\n- sources: [{model: org/a, layer_range: ${range}}]\n- sources: [{model: org/b, layer_range: [0, 4], parameters: {scale: ${filters}}}]\n`

it.each([
  [
    linear(''),
    linear(', parameters: {weight: [0, 0.5, 1]}'),
    ['org/a weight: 0.5 → [0, 0.5, 1]'],
    'a gradient, and the value of the merge where the donor has none of its own',
  ],
  [linear(''), linear(', parameters: {weight: 0.5}'), [], 'the same value, written elsewhere'],
  [
    linear('', 'tokenizer: {source: union}\n'),
    linear('', 'tokenizer: {source: base, tokens: {"<x>": {source: org/a}}}\n'),
    ['tokenizer source: union → base', 'tokenizer tokens <x> source: – → org/a'],
    'settings in settings',
  ],
  [
    sliced('[0, 4]', '1'),
    sliced('[0, 6]', '[{filter: mlp, value: 0.5}, {value: 1}]'),
    [
      'slice 1 source 1 layer_range: [0, 4] → [0, 6]',
      'slice 2 source 1 parameters scale: 1 → [{filter: mlp, value: 0.5}, {value: 1}]',
    ],
    'slices, by their number',
  ],
])('tells single values as people write them: %#', (first, second, told, why) => {
  expect(differences(first, second), why).toEqual(told)
})
