import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import type { MergeConfig } from '../../../../src/core/merge-config/types.ts'
import { editedText } from '../../../../src/core/recipe/edited-text.ts'
import {
  donorNames,
  recipeText,
  withBase,
  withDonorParameter,
  withDonors,
  withMethod,
  withoutDonor,
  withParameter,
} from '../../../../src/core/recipe/recipe.ts'

const commented = `# A recipe of mine.
dtype: bfloat16   # as the donors

merge_method: ties # tried dare, too
base_model: org/base
models:
  # the loud one
  - model: org/loud   # 12B
    parameters:
      weight: 0.4     # was 0.5
      density: [0, 0.5, 1]
  - {model: ./my models/quiet, parameters: {weight: 0.2, density: 0.5}}  # quiet
  - parameters: {"weight": 1, 'density': 1} # order is mine
    model: "org/third"

tokenizer_source: union # all of them
parameters:
    normalize: true   # by four
    int8_mask: false
# the end
`
const windows = commented.replaceAll('\n', '\r\n')
const flow =
  '{merge_method: linear, models: [{model: a/b, parameters: {weight: 1}}, {model: c/d, parameters: {weight: 1.0}}], dtype: float16} # one line'
const plain =
  'merge_method: linear\nmodels:\n- model: a/b\n  parameters:\n    weight: 1\n- model: c/d\n  parameters:\n    weight: 1\ntokenizer:\n  source: base # of it\nbase_model: a/b'
const anchored =
  'merge_method: linear\nparameters: &p {weight: 1} # shared\nmodels:\n  - {model: a/b, parameters: *p}\n  - {model: c/d, parameters: {weight: 2}} # own\n'
const sliced =
  'merge_method: passthrough # frankenstein\nslices:\n  - sources: [{model: a/b, layer_range: [0, 4]}] # low\n  - sources: [{model: c/d, layer_range: [2, 6]}]\ndtype: bfloat16\n'
/** PyYAML takes `y` for text, 1e-1 for a number only where mergekit makes it one, 0o7 and 1:30e1 for text. */
const pythonic =
  'merge_method: linear\nmodels:\n  - {model: y, parameters: {weight: 1e-1}} # y\n  - model: 0o7 # a folder\n    parameters: {weight: 1_0}\ntokenizer: {source: union, tokens: {n: {source: y}}} # n is no\n'
const texts = { pythonic, commented, windows, flow, plain, anchored, sliced }

const value = fc.oneof(
  fc.constantFrom(0, 0.25, 1, -3, 1e-7, true).map((number) => ({ kind: 'scalar', value: number }) as const),
  fc.constant({ kind: 'gradient', values: [0, 0.5, 1] } as const),
  fc.constant(null),
)
type Edit = (recipe: MergeConfig) => MergeConfig
const donor = fc.nat({ max: 6 })
const named = (recipe: MergeConfig, index: number) =>
  donorNames(recipe)[index % Math.max(1, donorNames(recipe).length)] ?? 'x/y'
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(donor, fc.constantFrom('weight', 'density'), value).map(
    ([index, name, setting]): Edit =>
      (recipe) =>
        withDonorParameter(recipe, named(recipe, index), name, setting),
  ),
  fc.tuple(fc.constantFrom('normalize', 'lambda', 'weight'), value).map(
    ([name, setting]): Edit =>
      (recipe) =>
        withParameter(recipe, name, setting),
  ),
  fc.constantFrom('linear', 'ties', 'slerp', 'task_arithmetic', 'dare_ties').map(
    (method): Edit =>
      (recipe) =>
        withMethod(recipe, method),
  ),
  fc.option(donor).map(
    (index): Edit =>
      (recipe) =>
        withBase(recipe, index === null ? null : named(recipe, index)),
  ),
  donor.map(
    (index): Edit =>
      (recipe) =>
        withoutDonor(recipe, named(recipe, index)),
  ),
  fc.constantFrom('e/f', './a folder', 'g/h@main', '/x y/z').map(
    (name): Edit =>
      (recipe) =>
        withDonors(recipe, [name]),
  ),
  fc.constantFrom('float32', null).map(
    (dtype): Edit =>
      (recipe) => ({ ...recipe, dtype }),
  ),
  fc.constantFrom('union', 'base').map(
    (kind): Edit =>
      (recipe) => ({
        ...recipe,
        tokenizer: { tokens: new Map(), padToMultipleOf: null, ...recipe.tokenizer, source: { kind } },
      }),
  ),
  fc.constant((recipe: MergeConfig): MergeConfig => ({ ...recipe, tokenizer: null })),
)

const read = (text: string): MergeConfig => {
  const { config, findings } = parseMergeConfig(text)
  expect(findings).toEqual([])
  return config!
}

test.each(Object.keys(texts) as (keyof typeof texts)[])(
  'any edits of the recipe “%s” leave a text that means what was edited',
  (name) => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        let text = texts[name]
        let recipe = read(text)
        for (const change of edits) {
          const next = change(recipe)
          text = editedText(text, recipe, next)
          recipe = next
          const { config } = parseMergeConfig(text)
          if (config) expect(recipeText(config)).toBe(recipeText(recipe))
          else expect(parseMergeConfig(recipeText(recipe)).config).toBeNull()
        }
      }),
      { numRuns: 30 },
    )
  },
)

test('what PyYAML alone takes for text or a number stays as it is written', () => {
  const recipe = read(pythonic)
  const edited = withDonorParameter(recipe, 'y', 'weight', { kind: 'scalar', value: 0.5 })
  expect(editedText(pythonic, recipe, edited)).toBe(pythonic.replace('1e-1', '0.5'))
})

const without = (text: string, ...lines: readonly RegExp[]) =>
  text.split(/\r?\n/).filter((line) => !lines.some((pattern) => pattern.test(line)))

test.each([
  [
    'a weight',
    (r: MergeConfig) => withDonorParameter(r, 'org/loud', 'weight', { kind: 'scalar', value: 0.7 }),
    [/0\.4|0\.7/],
    'weight: 0.7     # was 0.5',
  ],
  [
    'a weight in a line',
    (r: MergeConfig) => withDonorParameter(r, 'org/third', 'weight', { kind: 'scalar', value: 2 }),
    [/"weight"/],
    `{"weight": 2, 'density': 1} # order is mine`,
  ],
  [
    'a gradient to a number',
    (r: MergeConfig) => withDonorParameter(r, 'org/loud', 'density', { kind: 'scalar', value: 1 }),
    [/density: (\[|1$)/],
    '      density: 1',
  ],
  ['a value to its default', (r: MergeConfig) => withParameter(r, 'int8_mask', null), [/int8_mask/], null],
  [
    'a new value',
    (r: MergeConfig) => withParameter(r, 'lambda', { kind: 'scalar', value: 0.5 }),
    [/lambda/],
    '    lambda: 0.5',
  ],
  [
    'the dtype',
    (r: MergeConfig) => ({ ...r, dtype: 'float32' }),
    [/dtype/],
    'dtype: float32   # as the donors',
  ],
  [
    'the tokenizer',
    (r: MergeConfig) => ({ ...r, tokenizer: { ...r.tokenizer!, source: { kind: 'base' as const } } }),
    [/tokenizer/],
    'tokenizer_source: base # all of them',
  ],
  ['a donor less', (r: MergeConfig) => withoutDonor(r, './my models/quiet'), [/quiet/], null],
  ['a donor more', (r: MergeConfig) => withDonors(r, ['e/f']), [/e\/f/], '  - model: e/f'],
  ['no base', (r: MergeConfig) => ({ ...r, baseModel: null }), [/base_model/], null],
] as const)('%s changes its own line and no other character', (_, change, touched, line) => {
  for (const text of [commented, windows]) {
    const before = read(text)
    const edited = editedText(text, before, change(before))
    expect(without(edited, ...touched, /^ {4}parameters:$|^ {6}(weight|density): 1$/)).toEqual(
      without(text, ...touched, /^ {4}parameters:$/),
    )
    if (line !== null) expect(edited).toContain(line)
    if (text === windows) expect(edited).not.toMatch(/[^\r]\n/)
  }
})

test('a text with aliases keeps its comments', () => {
  const before = read(anchored)
  const edited = editedText(
    anchored,
    before,
    withDonorParameter(before, 'c/d', 'weight', { kind: 'scalar', value: 3 }),
  )
  expect(edited).toBe(anchored.replace('weight: 2', 'weight: 3'))
})
