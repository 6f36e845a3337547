import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasErrors } from '../../../../src/core/findings/make.ts'
import { checkMergeConfig } from '../../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'
import { mergeMethods } from '../../../../src/core/methods.ts'
import { formatModelRef } from '../../../../src/core/model-ref.ts'
import { pastedModels } from '../../../../src/core/recipe/pasted.ts'
import {
  donorNames,
  emptyRecipe,
  isSameRecipe,
  newlyMerged,
  recipeText,
  withBase,
  withDonorParameter,
  withDonors,
  withMethod,
  withoutDonor,
  withParameter,
} from '../../../../src/core/recipe/recipe.ts'
import { limitsText, parseSetting, settingText } from '../../../../src/core/recipe/setting-text.ts'

const three = withBase(withDonors(emptyRecipe, ['org/base', 'org/a', './b']), 'org/base')

test.each([...mergeMethods.keys()])(
  'a recipe that is switched to %s has what the method requires',
  (method) => {
    const [, most] = mergeMethods.get(method)!.inputs
    let recipe = withMethod(three, method)
    while (most !== null && donorNames(recipe).length > most)
      recipe = withoutDonor(recipe, donorNames(recipe).at(-1)!)
    const parsed = parseMergeConfig(recipeText(recipe))
    const findings = [...parsed.findings, ...checkMergeConfig(parsed, newestMergekit)]
    expect(hasErrors(findings), JSON.stringify(findings)).toBe(false)
  },
)

test('switching there and back keeps the donors, the base and the weights', () => {
  const weighted = withDonorParameter(three, 'org/a', 'weight', { kind: 'scalar', value: 0.3 })
  const back = withMethod(withMethod(weighted, 'ties'), 'linear')
  expect(donorNames(back)).toEqual(['org/base', 'org/a', './b'])
  expect(recipeText(back)).toContain('model: org/a\n    parameters:\n      weight: 0.3')
  expect(recipeText(withMethod(weighted, 'ties'))).not.toContain('- model: org/base')
})

test('a donor is added once, and leaves with its role', () => {
  expect(donorNames(withDonors(three, ['org/a', 'org/c']))).toEqual(['org/base', 'org/a', './b', 'org/c'])
  const left = withoutDonor(three, 'org/base')
  expect(donorNames(left)).toEqual(['org/a', './b'])
  expect(left.baseModel).toBeNull()
})

test('slices stay as they are: only an editor changes them', () => {
  const slices = parseMergeConfig(
    'merge_method: passthrough\nslices:\n  - sources: [{model: a, layer_range: [0, 2]}]\n',
  ).config!
  expect(withDonors(slices, ['b'])).toBe(slices)
})

test.each(['0.5', 'true', '[0, 0.5, 1]', '[{filter: "mlp", value: 0.2}, {value: 1}]'])(
  'the setting %s reads as it is written',
  (text) => {
    const setting = parseSetting(text)!
    expect(settingText(setting)).toBe(text)
    expect(parseSetting(settingText(setting))).toEqual(setting)
  },
)

test.each(['', '[', '1\nmerge_method: ties', 'x: y: z'])('%j is no setting', (text) => {
  expect(parseSetting(text)).toBeNull()
})

test('takes a parameter out again', () => {
  const set = withParameter(three, 'normalize', { kind: 'scalar', value: false })
  expect(recipeText(set)).toContain('normalize: false')
  expect(recipeText(withParameter(set, 'normalize', null))).toBe(recipeText(three))
})

test('tells the limits of a parameter in words', () => {
  const density = mergeMethods.get('ties')!.parameters.find(({ name }) => name === 'density')!
  expect(limitsText(density)).toBe('a number, above 0, at most 1, default 1')
})

test('finds the models in what people paste', () => {
  const text = `models:
  - model: org/a
  - "org/b@main",
https://hub.example/org/c/tree/main
  * ./folder/d   # my own
a sentence about models
org/a
\u001b[2J\u0007noise
org/\u0000x
`
  expect(pastedModels(text).names).toEqual(['org/a', 'org/b@main', 'org/c', './folder/d'])
})

test.each([
  ['\'/data/my models/one\'\r\n"./my models/two"\r\n', ['/data/my models/one', './my models/two']],
  ['/data/my models/one\r/data/two', ['/data/my models/one', '/data/two']],
  ['/data/my\\ models/one', ['/data/my models/one']],
  ["'/a b/c' '/d e/f'", ['/a b/c', '/d e/f']],
  ['C:\\my models\\one\r\nC:/my models/two', ['C:\\my models\\one', 'C:/my models/two']],
  ['models/my model', ['models/my model']],
  ['./a#1\n./b # the second', ['./a#1', './b']],
  ['~/my models/x', ['~/my models/x']],
])('takes the names in %j with their spaces', (text, names) =>
  expect(pastedModels(text).names).toEqual(names),
)

test('what is pasted is a model or told as left out, whatever stands in its lines', () => {
  const words = fc.constantFrom('my', 'models', 'org/a', './b c', '-', 'use:', "'", '"x y"', 'a@b@c', '\\ ')
  const anyLine = fc.oneof(
    fc.string(),
    fc.array(words).map((each) => each.join(' ')),
  )
  fc.assert(
    fc.property(
      fc.array(anyLine.map((line) => line.replaceAll(/[\r\n\u0085\u2028\u2029#]/g, ''))),
      (lines) => {
        for (const line of lines) {
          const { names, leftOut } = pastedModels(line)
          expect(names.length + leftOut.length > 0).toBe(line.trim() !== '')
        }
        expect(pastedModels(lines.join('\n')).leftOut).toEqual(
          lines.flatMap((line) => pastedModels(line).leftOut),
        )
      },
    ),
  )
})

test('a new base changes places with the old one, however often, and no value is lost', () => {
  const text = `merge_method: ties
base_model: org/base
models:
  - {model: org/a, parameters: {weight: 0.4, density: 0.5}}
  - {model: ./b, parameters: {weight: [0, 1]}}
  - {model: org/c}
`
  const { config } = parseMergeConfig(text)
  const names = donorNames(config!)
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names)), (bases) => {
      const there = bases.reduce(withBase, config!)
      expect([...donorNames(there)].sort()).toEqual([...names].sort())
      const back = bases.slice(0, -1).reverse().reduce(withBase, there)
      expect(isSameRecipe(withBase(back, 'org/base'), config!)).toBe(true)
      for (const name of names) {
        const next = withBase(there, name)
        const before = there.baseModel && formatModelRef(there.baseModel)
        expect(newlyMerged(there, next)).toEqual(name === before ? [] : [before])
      }
    }),
  )
})

test('a new donor takes the values of the whole merge, where there are any', () => {
  const { config } = parseMergeConfig(
    'merge_method: linear\nmodels: [{model: a/b}]\nparameters: {weight: 0.2}\n',
  )
  expect(recipeText(withDonors(config!, ['c/d']))).toMatch(/- model: c\/d\n(?! +parameters)/)
  expect(recipeText(withDonors(emptyRecipe, ['c/d']))).toMatch(/- model: c\/d\n +parameters:\n +weight: 1/)
})
