import { beforeAll, expect, test } from 'vitest'
import { checkMergeConfig } from '../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { pyYamlText } from '../../../src/core/merge-config/pyyaml-text.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { type MethodSpec, mergeMethods } from '../../../src/core/methods.ts'
import { askConfigReference } from '../../support/config-reference.ts'
import { mutatedConfigs, type Tree } from '../../support/mutate-config.ts'

const weight = (value: Tree) => ({ parameters: { weight: value } })
const wholes: readonly Tree[] = [
  {
    merge_method: 'linear',
    models: [
      { model: 'org/a', ...weight(0.5) },
      { model: 'org/b', ...weight([0.2, 0.8]) },
    ],
    parameters: { normalize: true },
    dtype: 'bfloat16',
  },
  {
    merge_method: 'ties',
    base_model: 'org/base',
    models: [
      {
        model: 'org/a',
        parameters: { weight: 1, density: [{ filter: 'mlp', value: 0.5 }, { value: [0.3, 0.6] }] },
      },
      { model: { model: { path: 'org/b', revision: null }, lora: null }, ...weight(0.3) },
    ],
    tokenizer: {
      source: 'union',
      tokens: {
        '<|a|>': { source: 'org/a', force: true },
        '<|b|>': { source: { kind: 'model_token', model: 'org/b', token_id: 3 } },
        '<|c|>': { source: { kind: 'zero' } },
      },
      pad_to_multiple_of: 8,
    },
    parameters: { int8_mask: true, lambda: 1 },
  },
  {
    merge_method: 'slerp',
    base_model: 'org/a',
    slices: [
      {
        sources: [
          { model: 'org/a', layer_range: [0, 4] },
          { model: 'org/b', layer_range: [0, 4] },
        ],
        parameters: { t: [{ filter: 'self_attn', value: [0, 1] }, { value: 0.5 }] },
      },
    ],
    tokenizer_source: 'base',
    chat_template: 'auto',
    out_dtype: 'float16',
  },
  {
    merge_method: 'passthrough',
    modules: {
      text_decoder: {
        slices: [{ sources: [{ model: 'org/a', layer_range: [0, 4], parameters: { scale: 0.5 } }] }],
      },
      vision_tower: { models: [{ model: 'org/a' }] },
    },
  },
  {
    merge_method: 'della',
    base_model: 'org/base',
    models: [{ model: 'org/a', parameters: { weight: 1, density: 0.5, epsilon: 0.1 } }],
    parameters: { normalize: 'off' },
  },
  {
    merge_method: 'karcher',
    models: [{ model: 'org/a' }, { model: 'org/b' }],
    parameters: { max_iter: 10, tol: 1e-5 },
  },
  {
    merge_method: 'breadcrumbs',
    base_model: 'org/base',
    models: [{ model: 'org/a', parameters: { weight: 1, density: 0.9, gamma: 0.05 } }],
  },
  {
    merge_method: 'nuslerp',
    models: [
      { model: 'org/a', ...weight(1) },
      { model: 'org/b', ...weight(2) },
    ],
    parameters: { nuslerp_flatten: false },
  },
]

const findingsOf = (text: string) => {
  const parsed = parseMergeConfig(text)
  return [...parsed.findings, ...checkMergeConfig(parsed, newestMergekit)]
}
const errorsOf = (text: string) => findingsOf(text).filter(({ severity }) => severity === 'error')

/** What mergekit's reading lets through, to fail later, to write nonsense, or to do silently something else. */
const stricter: ReadonlyMap<string, string> = new Map([
  ['dtype-unknown', 'fails at the first tensor'],
  ['chat-template-invalid', 'fails after all weights are written'],
  ['model-reference-invalid', 'an empty name fails at the first file'],
  ['token-source-invalid', 'fails at the tokenizer'],
  ['parameter-range', 'writes NaN, or what nobody means; see the table of values below'],
  ['weights-all-zero', 'writes zeros or NaN'],
  ['weights-cancel', 'writes NaN'],
  ['slice-backwards', 'writes a negative number of layers'],
  ['slice-lengths', 'fails at planning'],
  ['donor-duplicate', 'drops one of them'],
])
/**
 * Types that are no honest config: an empty list for a value, a padding to less than nothing, bytes for text, a set for
 * a list, which has no order.
 */
const odd = /must be (a value or a list of values|at least 1)|not (the binary|a set)/

const mutants = [...wholes, ...mutatedConfigs(wholes, 400, 12)].map((tree) => pyYamlText(tree))

test('what mergekit takes is taken, what it refuses is refused', () => {
  const answers = answersTo.mutants
  let refused = 0
  for (const [at, text] of mutants.entries()) {
    const answer = answers[at]!
    const errors = errorsOf(text).filter(({ code, message }) => !stricter.has(code) && !odd.test(message))
    if ('error' in answer) {
      refused += 1
      expect(errorsOf(text), `${text}\n${answer.error}`).not.toEqual([])
    } else expect(errors, text).toEqual([])
  }
  expect(refused).toBeGreaterThan(100)
  expect(mutants.length - refused).toBeGreaterThan(50)
})

const inputs = 'merge_method: passthrough\nmodels: [{model: org/a}]\n'
const linear = 'merge_method: linear\nmodels: [{model: org/a}, {model: org/b}]\n'
const karcher = linear.replace('linear', 'karcher')
const slice = (keys: string) =>
  `merge_method: passthrough\nslices: [{sources: [{model: org/a, layer_range: [0, 4]${keys}]}]\n`
/** A config with one typed field of each kind, in which @ stands for its value. */
const fields = [
  slice('}').replace('0, 4', '-9, @'),
  slice('}').replace('0, 4', '@, 9'),
  slice('}').replace('[0, 4]', '@'),
  slice('}], residual_weight: @').replace(/\]\}\]\n$/, '}]\n'),
  slice('}], base_model: @').replace(/\]\}\]\n$/, '}]\n'),
  `${inputs}tokenizer: {pad_to_multiple_of: @}\n`,
  `${inputs}tokenizer: {source: @}\n`,
  `${inputs}tokenizer_source: @\n`,
  `${inputs}tokenizer: {tokens: {x: @}}\n`,
  `${inputs}tokenizer: {tokens: {x: {source: org/a, force: @}}}\n`,
  `${inputs}tokenizer: {tokens: {x: {source: {kind: model_token, model: org/a, token_id: @}}}}\n`,
  `${inputs}tokenizer: {tokens: {x: {source: {kind: model_token, model: org/a, token: @}}}}\n`,
  `${inputs}dtype: @\n`,
  `${inputs}out_dtype: @\n`,
  `${inputs}base_model: @\n`,
  `${inputs}modules: @\n`,
  'merge_method: passthrough\nmodels: @\n',
  'merge_method: passthrough\nmodels: [@]\n',
  inputs.replace('org/a', '{model: {path: org/a, revision: @}}'),
  inputs.replace('org/a', '{model: org/a, lora: @}'),
  inputs.replace('org/a', '{model: org/a, override_architecture: @}'),
  inputs.replace('}', ', parameters: @}'),
  inputs.replace('}', ', parameters: {scale: @}}'),
  inputs.replace('}', ', parameters: {scale: {filter: @, value: 1}}}'),
  inputs.replace('}', ', parameters: {scale: [{value: @}]}}'),
  `${karcher}parameters: {max_iter: @}\n`,
  `${karcher}parameters: {max_iter: {value: @}}\n`,
  `${karcher}parameters: {tol: @}\n`,
  `${linear}parameters: {weight: 1, normalize: @}\n`,
  `${linear}parameters: {weight: @}\n`,
]
const notations =
  `2 "2" "_2_" 2.5 "2.0" "2." true ~ '' 1e1 "1_0" 0x10 "1__0" [] {} 2001-01-01 .nan "-inf" "yes" "_true" text !!int_"3"
  1e1 "1e1" 1.0 "1.0" 0 "0" off "_on_" 10.5 "10.0" .5e1 +1 "+1" -1 1_0 "_" 0o7 010 1:30 "0b1"
!!binary_MQ== !!binary_aGk= !!binary_"" !!binary_/w== !!set_{a,_b} !!set_{0,_4} !!set_{} !!omap_[a:_1] !!pairs_[model:_x]
  !!timestamp_2001-01-01 !!float_3 !!float_"1e1" !!bool_yes !!null_~ !!str_3 !!str_~ !!seq_[0,_4] !!map_{a:_1}
  [0,_4] ["0",_true] {a:_1} {x:_~}`
    .split(/\s+/)
    .map((each) => (/\d_/.test(each) ? each : each.replaceAll('_', ' ')))
const typed = fields.flatMap((field) => notations.map((notation) => field.replace('@', notation)))

test('a field of any type takes what pydantic takes for it, in every notation', () => {
  for (const [at, text] of typed.entries()) {
    const answer = answersTo.typed[at]!
    const errors = errorsOf(text).filter(({ code, message }) => !stricter.has(code) && !odd.test(message))
    if ('error' in answer) expect(errorsOf(text), `${text}\n${answer.error}`).not.toEqual([])
    else expect(errors, text).toEqual([])
  }
})

const withoutParameters = (tree: Tree): Tree =>
  JSON.parse(JSON.stringify(tree, (key, value) => (key === 'parameters' ? undefined : value)))

test('nothing is told twice', () => {
  const bare = wholes.map((whole) => pyYamlText(withoutParameters(whole)))
  for (const text of [...mutants, ...bare]) {
    const told = findingsOf(text).map((finding) => JSON.stringify(finding))
    expect(told, text).toEqual([...new Set(told)])
  }
})

/** Every mapping of a config, by the path to it. */
function mappingsOf(
  tree: unknown,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (typeof tree !== 'object' || tree === null) return []
  const below = Object.entries(tree).flatMap(([key, value]) =>
    mappingsOf(value, [...path, Array.isArray(tree) ? Number(key) : key]),
  )
  return Array.isArray(tree) ? below : [path, ...below]
}

function withKey(tree: unknown, path: readonly (string | number)[], key: string): unknown {
  const [first, ...rest] = path
  if (first === undefined) return Object.fromEntries([...Object.entries(tree as object), [key, 'x']])
  if (Array.isArray(tree)) return tree.map((item, at) => (at === first ? withKey(item, rest, key) : item))
  return Object.fromEntries(
    Object.entries(tree as object).map(([name, value]) => [
      name,
      name === first ? withKey(value, rest, key) : value,
    ]),
  )
}

const names = ['note', 'dype', '__proto__', 'toString']
const withKeys = wholes.slice(0, 4).flatMap((whole) =>
  mappingsOf(whole)
    // Names of modules and tokens are the user's own.
    .filter((path) => !['modules', 'tokens'].includes(String(path.at(-1))))
    .flatMap((path) => names.map((name) => ({ name, text: pyYamlText(withKey(whole, path, name)) }))),
)

test('a key that mergekit ignores is a warning with its line, at every level and whatever its name', () => {
  expect(answersTo.withKeys.filter((answer) => 'error' in answer)).toEqual([])
  for (const { name, text } of withKeys) {
    const findings = findingsOf(text)
    expect(
      findings.map(({ severity }) => severity),
      text,
    ).toEqual(['warning'])
    const written = new RegExp(`^[ -]*"?${name}"?: x$`)
    const line = text.split('\n').findIndex((each) => written.test(each)) + 1
    expect(findings[0], text).toMatchObject({ line })
  }
})

/** Values that mergekit merges with, and that are errors all the same; on any other, both must agree. */
const nonsense: readonly (readonly [
  parameters: RegExp,
  values: (value: number, dtype: string) => boolean,
  why: string,
])[] = [
  [/./, (value) => !Number.isFinite(Math.fround(value)), 'only clamps make something of NaN and infinity'],
  [
    // Of task vectors the base comes out, which a sweep may ask for.
    /^(?!task_arithmetic|ties|dare_|breadcrumbs|della).* weight$/,
    (value) => Math.fround(value) === 0,
    'all weights are zero: a mean of nothing',
  ],
  [/slerp t$/, (value) => value < 0 || value > 1, 'leaves the way between the two models'],
  [/nearswap t$/, (value) => value < 0, 'swaps nothing'],
  [/ (density|select_topk)$/, (value) => value <= 0, 'keeps nothing of a donor'],
  [/ (density|select_topk)$/, (value) => value > 1, 'a share of more than all'],
  [/ gamma$|della\w* epsilon$/, (value) => value < 0 || value > 1, 'no share'],
  [/ram epsilon$|ramplus_tl alpha$/, (value) => value < 0, 'a bound below any size'],
  [/ (max_iter|tol|eps)$/, (value) => value <= 0, 'an iteration without steps or end'],
  [/ramplus_tl epsilon$/, (value) => value <= 0, 'a bound below any count'],
]

const numbers = [-10, -1, -0.01, 0, 1e-9, 0.02, 0.3, 0.5, 0.97, 1, 1.01, 2, 1e20, 'nan', 'inf', '-inf']
const extremes = [
  { dtype: 'float32', values: [1e39, -1e39, 1e-46] },
  { dtype: 'bfloat16', values: [1e39, 1e-46] },
  { dtype: 'float16', values: [1e39, 7e4, -7e4, 1e-9] },
]
const values = [...mergeMethods.values()].flatMap((method) =>
  method.parameters.flatMap((spec) => {
    const usual = spec.type === 'boolean' ? [true, false] : spec.type === 'integer' ? [-1, 0, 1, 20] : numbers
    return [
      ...usual.map((value) => ({ method, spec, value, dtype: 'float32' })),
      ...(spec.type === 'number' ? extremes : []).flatMap(({ dtype, values: some }) =>
        some.map((value) => ({ method, spec, value, dtype })),
      ),
    ]
  }),
)
const settings = (method: MethodSpec, name: string, value: unknown) =>
  Object.fromEntries([
    ...method.parameters.filter(({ required }) => required).map((spec) => [spec.name, 0.5]),
    [name, value],
  ])
/** One process answers everything: it takes seconds to start. */
function askAll() {
  const ofText = (text: string) => ({ ask: 'mergekit', text }) as const
  const answers = askConfigReference([
    ...mutants.map(ofText),
    ...typed.map(ofText),
    ...withKeys.map(({ text }) => ofText(text)),
    ...values.map(({ method, spec, value, dtype }) => ({
      ask: 'merge' as const,
      dtype,
      method: method.name,
      parameters: settings(method, spec.name, value),
    })),
  ])
  const left = [...answers]
  const next = ({ length }: readonly unknown[]) => left.splice(0, length)
  return {
    mutants: next(mutants),
    typed: next(typed),
    withKeys: next(withKeys),
    values: next(values),
  }
}

let answersTo: ReturnType<typeof askAll>
beforeAll(() => {
  answersTo = askAll()
})

test('the range of every parameter of every method: what breaks mergekit is an error', () => {
  for (const [at, { method, spec, value, dtype }] of values.entries()) {
    const number = Number(String(value).replace('inf', 'Infinity'))
    const base = method.base === 'required'
    const count = Math.max(method.inputs[0] - (base ? 1 : 0), method.nonBase[0], 1)
    const text = pyYamlText({
      merge_method: method.name,
      dtype,
      ...(base && { base_model: 'org/base' }),
      models: Array.from({ length: count }, (_, index) => ({ model: `org/m${index}` })),
      parameters: settings(method, spec.name, typeof value === 'string' ? number : value),
    })
    const blocks = errorsOf(text).length > 0
    const breaks = 'error' in answersTo.values[at]!
    const name = `${method.name} ${spec.name}`
    const isNonsense =
      spec.type !== 'boolean' &&
      nonsense.some(([parameters, fits]) => parameters.test(name) && fits(number, dtype))
    expect({ name, value, dtype, blocks }).toEqual({ name, value, dtype, blocks: breaks || isNonsense })
  }
})
