import { describe, expect, test } from 'vitest'
import { checkMergeConfig } from '../../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { mentionedModels, referencedModels } from '../../../../src/core/merge-config/references.ts'
import { rewriteModels } from '../../../../src/core/merge-config/rewrite.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'
import { mergeMethods } from '../../../../src/core/methods.ts'
import { formatModelRef } from '../../../../src/core/model-ref.ts'

/** Configs of our own with every key and shape that mergekit's documentation shows. */
const good: Readonly<Record<string, string>> = {
  'a weighted mean': `
models:
  - model: north/alpha-13b
    parameters:
      weight: 1.0
  - model: south/beta-13b-v1.2
    parameters:
      weight: 0.3
merge_method: linear
dtype: float16
`,
  'a gradient that is shared and not divided by': `
merge_method: linear
models: [{model: north/alpha}, {model: south/beta}]
parameters: {weight: [0.3, 0.7], normalize: false}
`,
  'a gradient for those that have no weight of their own': `
merge_method: linear
models: [{model: north/alpha}, {model: south/beta, parameters: {weight: 0.5}}]
parameters: {weight: [0.3, 0.7]}
`,
  'gradients, filters and a base': `
models:
  - model: north/alpha
    parameters:
      density: [1, 0.7, 0.1] # over the layers
      weight: 1.0
  - model: south/beta
    parameters:
      density: 0.5
      weight: [0, 0.3, 0.7, 1]
  - model: west/gamma
    parameters:
      density: 0.33
      weight:
        - filter: mlp
          value: 0.5
        - value: 0
merge_method: ties
base_model: east/delta-fp16
parameters:
  normalize: true
  int8_mask: true
dtype: float16
`,
  'slerp over slices with filters': `
slices:
  - sources:
      - model: north/alpha
        layer_range: [0, 40]
      - model: south/beta
        layer_range: [0, 40]
merge_method: slerp
base_model: north/alpha
parameters:
  t:
    - filter: self_attn
      value: [0, 0.5, 0.3, 0.7, 1]
    - filter: mlp
      value: [1, 0.5, 0.7, 0.3, 0]
    - value: 0.5
dtype: float16
`,
  'layers stacked and overlapping': `
slices:
  - sources:
    - model: north/alpha
      layer_range: [0, 24]
  - sources:
    - model: south/beta
      layer_range: [20, 40]
      parameters:
        scale:
          - filter: down_proj
            value: 0.5
          - value: 1.0
merge_method: passthrough
dtype: float16
`,
  'two models, the base among them': `
models:
  - model: model_a
  - model: model_b
merge_method: arcee_fusion
base_model: model_a
dtype: bfloat16
`,
  'tokens one by one': `
models:
  - model: chatml_model
  - model: llama3_model
merge_method: linear
parameters: {weight: 1}
tokenizer:
  source: "union"
  tokens:
    <|im_start|>:
      source: "chatml_model"
    <|start_header_id|>:
      source: "llama3_model"
      force: true
    <|renamed_token|>:
      source:
        kind: "model_token"
        model: "llama3_model"
        token: "<|original_token|>"
    <|by_id|>:
      source: {kind: model_token, model: chatml_model, token_id: 1234}
    <|unused|>:
      source:
        kind: "zero"
  pad_to_multiple_of: null
chat_template: "auto"
`,
  'the older tokenizer key and a template': `
merge_method: task_arithmetic
base_model: ./base
models:
  - model: ./tuned+./adapter
    parameters: {weight: 1e-1}
  - model: org/other@v1.0+org/lora@main
    parameters: {weight: "0.25"}
tokenizer_source: base
chat_template: |
  {% for message in messages %}{{ message.content }}{% endfor %}
out_dtype: bfloat16
`,
  modules: `
merge_method: linear
parameters: {weight: 0.5}
modules:
  text_decoder:
    slices:
      - sources:
          - {model: org/a, layer_range: [0, 8]}
          - {model: org/b, layer_range: [0, 8]}
        parameters: {weight: 0.7}
  vision_tower:
    models:
      - model: org/a
    parameters: {weight: 1}
`,
  'anchors and merge keys': `
defaults: &defaults
  parameters: &p {weight: 0.5, density: 0.5}
merge_method: dare_ties
base_model: org/base
models:
  - model: org/a
    <<: *defaults
  - model: org/b
    parameters: *p
`,
  'Windows paths': `
merge_method: linear
models:
  - model: B:\\12B\\SLERP15
    parameters: {weight: 0.5}
  - model: "C:\\\\models\\\\other one"
    parameters: {weight: 0.5}
`,
  'a long model reference': `
merge_method: passthrough
models:
  - model:
      model: {path: "/models/a@home", revision: null}
      override_architecture: MistralForCausalLM
`,
}

describe.each(Object.entries(good))('%s', (name, text) => {
  const parsed = parseMergeConfig(text)

  test('is accepted as it stands', () => {
    const findings = [...parsed.findings, ...checkMergeConfig(parsed, newestMergekit)]
    const expected = name === 'anchors and merge keys' ? ['config-ignored-key'] : []
    expect(findings.map(({ code }) => code)).toEqual(expected)
  })

  test('means the same after it is written for mergekit', () => {
    const again = parseMergeConfig(rewriteModels(parsed.config!, () => null))
    expect(again.config).toEqual(parsed.config)
  })

  test('names its local snapshots, and nothing else, when they are known', () => {
    const again = parseMergeConfig(
      rewriteModels(parsed.config!, ({ path }) => `/snap/${path.replaceAll(/\W/g, '_')}`),
    )
    for (const { model, lora } of mentionedModels(again.config!))
      for (const part of lora ? [model, lora] : [model]) {
        expect(part.path).toMatch(/^\/snap\//)
        expect(part.revision).toBeNull()
      }
  })
})

/** Ten lines, each of which names the line before ten times. */
const billion = Array.from(
  { length: 10 },
  (_, n) =>
    `a${n}: &a${n} [${Array.from({ length: 10 }, () => (n === 0 ? '1' : `*a${n - 1}`)).join(', ')}]\n`,
).join('')
const nested = `a0: &a0 [1]\n${Array.from({ length: 90 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]\n`).join('')}`

test.each(['note: &n {again: *n}\n', 'note: &n\n- *n\n', billion, nested])(
  'what mergekit does not read may name itself without end: %#',
  (note) => {
    const { findings, config } = parseMergeConfig(`${note}${good['a weighted mean']}`)
    expect(config).not.toBeNull()
    expect([...new Set(findings.map(({ code }) => code))]).toEqual(['config-ignored-key'])
  },
)

test('a key of one mapping may stand in a << of it too', () => {
  const { findings } = parseMergeConfig(
    `merge_method: linear\nparameters: {<<: &p {weight: 1}, weight: 2, <<: *p}\nmodels: [{model: org/a}]\n`,
  )
  expect(findings).toEqual([])
})

test('a snapshot whose path holds “@” or “+” stays a path', () => {
  const { config } = parseMergeConfig(good['a weighted mean']!)
  const again = parseMergeConfig(rewriteModels(config!, ({ path }) => `/home/me@work/c++/${path}`))
  expect(mentionedModels(again.config!).map(({ model }) => model.path)).toContain(
    '/home/me@work/c++/north/alpha-13b',
  )
})

test('tokens keep the order of the file, even those that look like numbers', () => {
  const text = `${good['a weighted mean']}tokenizer: {tokens: {b: {source: {kind: zero}}, "7": {source: {kind: zero}}, "yes": {}}}\n`
  const again = parseMergeConfig(rewriteModels(parseMergeConfig(text).config!, () => null))
  expect([...again.config!.tokenizer!.tokens.keys()]).toEqual(['b', '7', 'yes'])
})

test('the base model comes first, and each model once', () => {
  const { config } = parseMergeConfig(good['slerp over slices with filters']!)
  expect(referencedModels(config!).map(formatModelRef)).toEqual(['north/alpha', 'south/beta'])
})

test('every method is accepted with the least that it needs', () => {
  for (const { name, base, inputs, nonBase, parameters } of mergeMethods.values()) {
    const withBase = base === 'required'
    const count = Math.max(inputs[0] - (withBase ? 1 : 0), nonBase[0], 1)
    const needed = parameters.filter(({ required }) => required).map((spec) => `${spec.name}: 0.5`)
    const models = Array.from({ length: count }, (_, at) => `{model: org/m${at}}`)
    const text = `merge_method: ${name}\n${withBase ? 'base_model: org/base\n' : ''}models: [${models.join(', ')}]\nparameters: {${needed.join(', ')}}\n`
    const parsed = parseMergeConfig(text)
    expect([name, ...checkMergeConfig(parsed, newestMergekit).map(({ message }) => message)]).toEqual([name])
  }
})
