import { expect, test } from 'vitest'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'

const said = (parameters: string) =>
  parseMergeConfig(
    `merge_method: linear\nmodels:\n  - model: org/a\n    parameters: ${parameters}\n`,
  ).findings.map(({ message, hint }) => [message, hint])
const key = (name: string) => `the key ${name} of models[0].parameters must be text`

test.each([
  ['{weight: 0,5}', [[key('5'), 'did you mean 0.5?']]],
  ['{weight: -1, 25}', [[key('25'), 'did you mean -1.25?']]],
  [
    '{weight: 0,5, density: 0,53}',
    [
      [key('5'), 'did you mean 0.5?'],
      [key('53'), 'did you mean 0.53?'],
    ],
  ],
  ['\n      {weight: 0\n      , 5}', [[key('5'), 'did you mean 0.5?']]],
])('%j has a comma where a point was meant', (parameters, expected) => {
  expect(said(parameters)).toEqual(expected)
})

test.each([
  '{weight: 0, 5: 1}',
  '{weight: 0.5,5}',
  '{weight: "0",5}',
  '{5}',
  '\n      weight: 0\n      5:\n',
])('%j is no number with a comma', (parameters) => {
  expect(said(parameters)[0]).toEqual([key('5'), 'put it in quotes: "5"'])
})

test('the value of a filter with a comma is told so as well', () => {
  const [[message, hint] = []] = said('{weight: [{filter: mlp, value: 0,5}, {value: 1}]}')
  expect([message, hint]).toEqual([expect.stringContaining('"5"'), 'did you mean 0.5?'])
})
