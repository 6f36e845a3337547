import { describe, expect, test } from 'vitest'
import { hasPlainLayout } from '../../../../src/core/architectures.ts'
import { makeFinding } from '../../../../src/core/findings/make.ts'
import {
  knownMergekit,
  knownMergekits,
  newestMergekit,
  oldestMergekit,
} from '../../../../src/core/mergekit/known.ts'
import { factsOf, modelTypes } from '../../../support/model-types.ts'
import { judge, letters, linear, type Sketch } from './facts.ts'

const codesOf = (sketches: Record<string, Sketch>, config = linear(Object.keys(sketches)), options = {}) =>
  judge(config, sketches, options).findings.filter(({ severity }) => severity !== 'info')

interface Clash {
  readonly what: string
  readonly other: Sketch
  readonly code: string
  readonly says: RegExp
}

const clashes: readonly Clash[] = [
  {
    what: 'architectures',
    other: { architecture: 'LlamaForCausalLM' },
    code: 'architecture-mismatch',
    says: /MistralForCausalLM in a; LlamaForCausalLM in b/,
  },
  { what: 'hidden sizes', other: { hidden: 8 }, code: 'hidden-size-mismatch', says: /4 in a; 8 in b/ },
  { what: 'layer counts', other: { layers: 3 }, code: 'layer-count-mismatch', says: /2 in a; 3 in b/ },
  {
    what: 'a missing tensor',
    other: { tensors: { 'model.norm.weight': null } },
    code: 'tensor-missing',
    says: /model\.norm\.weight/,
  },
  {
    what: 'an extra tensor',
    other: { tensors: { 'model.extra': [4] } },
    code: 'tensor-extra',
    says: /model\.extra/,
  },
  {
    what: 'another shape outside the vocabulary',
    other: { tensors: { 'model.norm.weight': [5] } },
    code: 'shape-mismatch',
    says: /\[5\], not \[4\]/,
  },
  {
    what: 'an unknown architecture',
    other: { architecture: 'StrangeForCausalLM' },
    code: 'architecture-unknown',
    says: /StrangeForCausalLM/,
  },
  {
    what: 'the end of sequence',
    other: { eos: ['d', 3] },
    code: 'eos-differs',
    says: /"c" \(2\) in a; "d" \(3\) in b/,
  },
  {
    what: 'chat templates',
    other: { template: '<|im_start|>{{ x }}' },
    code: 'chat-template-differs',
    says: /none in a; "<\|im_start\|>.*in b/,
  },
]

describe('two donors that differ in', () => {
  test.each(clashes)('$what', ({ other, code, says }) => {
    const findings = codesOf({ a: { eos: ['c', 2] }, b: { eos: ['c', 2], ...other } })
    expect(findings.map((finding) => finding.code)).toContain(code)
    expect(findings.find((finding) => finding.code === code)!.message).toMatch(says)
  })

  test('nothing give no finding', () => {
    expect(codesOf({ a: {}, b: {} })).toEqual([])
  })
})

describe('a parameter that float16 cannot hold', () => {
  const ties = (more: string) =>
    `merge_method: ties\nbase_model: a\nmodels: [{model: b, parameters: {weight: 70000}}]\n${more}`
  const found = (dtypes: readonly string[], more = '') => {
    const [first, second] = dtypes
    return codesOf({ a: { dtype: first! }, b: { dtype: second! } }, ties(more)).map(({ code }) => code)
  }

  test('is told of donors in float16 where the config names no dtype, and only there', () => {
    expect(found(['F16', 'F16'])).toEqual(['parameter-range'])
    expect(found(['F16', 'F16'], 'dtype: float32\n')).toEqual([])
    expect(found(['BF16', 'BF16'])).toEqual([])
  })
})

describe('tensors by other names', () => {
  const named = (rename: (name: string) => string) => ({
    tensors: Object.fromEntries(
      [
        'model.embed_tokens.weight',
        'model.layers.0.mlp.weight',
        'model.layers.1.mlp.weight',
        'model.norm.weight',
      ].flatMap((name) => [
        [name, null],
        [rename(name), name.includes('embed') ? [8, 4] : name.includes('mlp') ? [4, 4] : [4]],
      ]),
    ),
  })

  test.each([
    ['a prefix less', (name: string) => name.replace(/^model\./, '')],
    ['a prefix more', (name: string) => `text.${name}`],
    ['gamma', (name: string) => name.replace('norm.weight', 'norm.gamma')],
  ])('are the same tensors: %s', (_, rename) => {
    expect(codesOf({ a: {}, b: named(rename) })).toEqual([])
    expect(codesOf({ a: named(rename), b: {} })).toEqual([])
  })

  test.each([
    ['mlp.experts.0.up_proj.weight', 'mlp.gate.weight', 'mlp.experts.gate_up_proj', 'mlp.gate.weight'],
    [
      'block_sparse_moe.experts.0.w1.weight',
      'block_sparse_moe.gate.weight',
      'mlp.experts.gate_up_proj',
      'mlp.gate.weight',
    ],
  ])(
    'experts in one tensor are those that lie apart, beside their router: %s',
    (apart, itsRouter, together, router) => {
      const holding = (experts: string, shape: number[], gate: string, rows = 2) => ({
        tensors: { [`model.layers.0.${experts}`]: shape, [`model.layers.0.${gate}`]: [rows, 4] },
      })
      const [one, other] = [holding(apart, [4, 4], itsRouter), holding(together, [1, 8, 4], router)]
      expect(codesOf({ a: one, b: other })).toEqual([])
      expect(codesOf({ a: other, b: one })).toEqual([])
      const larger = holding(together, [1, 8, 4], router, 3)
      expect(codesOf({ a: one, b: larger }).map(({ code }) => code)).toEqual(['shape-mismatch'])
      expect(codesOf({ a: one, b: {} }).map(({ code }) => code)).toEqual(['tensor-partial'])
    },
  )

  test('experts that lie together under two names are the same', () => {
    const named = (...names: readonly string[]) => ({
      tensors: Object.fromEntries(names.map((name) => [`model.layers.0.block_sparse_moe.${name}`, [4, 4]])),
    })
    const saved = named('input_linear.weight', 'output_linear.weight', 'router.layer.weight')
    const loaded = named('experts.gate_up_proj', 'experts.down_proj', 'router.weight')
    expect(codesOf({ a: saved, b: loaded })).toEqual([])
    expect(codesOf({ a: loaded, b: saved })).toEqual([])
  })

  test('what a whole kind of layers lacks is told; what single layers lack, or something else replaces, is refused', () => {
    const bias = (layer: number) => [`model.layers.${layer}.mlp.bias`, [4]] as const
    const both = { tensors: Object.fromEntries([bias(0), bias(1)]) }
    const codes = (b: Sketch) => codesOf({ a: both, b }).map(({ code }) => code)
    expect(codes({})).toEqual(['tensor-partial'])
    expect(codes({ tensors: Object.fromEntries([bias(0)]) })).toEqual(['tensor-missing'])
    expect(codes({ tensors: { 'model.layers.0.mlp.other': [4] } })).toEqual([
      'tensor-missing',
      'tensor-extra',
    ])
  })
})

test('buffers that no merge needs are not missed', () => {
  expect(codesOf({ a: { tensors: { 'model.layers.0.self_attn.rotary_emb.inv_freq': [4] } }, b: {} })).toEqual(
    [],
  )
})

test('different architectures are a warning when crimes are allowed', () => {
  const findings = codesOf({ a: {}, b: { architecture: 'LlamaForCausalLM' } }, undefined, {
    allowCrimes: true,
  })
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
    ['architecture-mismatch-allowed', 'warning'],
  ])
})

test('names that mergekit takes for one architecture are told, and block nothing', () => {
  const beside = (architecture: string, more: Sketch = {}) =>
    codesOf({ a: { architecture: 'LlamaForCausalLM' }, b: { architecture, ...more } }).map(({ code }) => code)
  expect(beside('LLaMaForCausalLM')).toEqual(['architecture-names-differ'])
  expect(beside('LLaMAForCausalLM')).toEqual(['architecture-unknown', 'architecture-names-differ'])
  expect(beside('LLaMAForCausalLM', { tensors: { extra: [1] } })).toContain('architecture-mismatch')
  expect(beside('MistralForCausalLM')).toEqual(['architecture-mismatch'])
})

test('a bias of a head that is tied unties nothing', () => {
  for (const name of ['lm_head.bias', 'cls.predictions.bias']) {
    const tied = { head: false, tied: true, tensors: { [name]: [8] } }
    expect(codesOf({ a: tied, b: tied })).toEqual([])
  }
})

test('a head that only some donors store though the config ties it is left out, which is told once', () => {
  const [tied, stored] = [{ head: false, tied: true }, { tied: true }]
  const found = (sketches: Parameters<typeof codesOf>[0]) =>
    judge(linear(Object.keys(sketches)), sketches).findings.map(({ code, donor, severity }) => [
      code,
      donor,
      severity,
    ])
  const lost = (donor: string) => ['tied-head-lost', donor, 'warning']
  const copied = (donor: string) => ['tied-head-copied', donor, 'info']
  const copy = { ...stored, headIsCopy: true }
  const own = { ...stored, headIsCopy: false }
  expect(found({ a: tied, b: copy })).toEqual([copied('b')])
  expect(found({ a: copy, b: tied })).toEqual([copied('a')])
  expect(found({ a: tied, b: own })).toEqual([lost('b')])
  expect(found({ a: own, b: tied })).toEqual([lost('a')])
  expect(found({ a: tied, b: stored })).toEqual([lost('b')])
  expect(found({ a: tied, b: copy, c: own })).toEqual([copied('b'), lost('c')])
  for (const all of [copy, own]) expect(found({ a: all, b: all })).toEqual([])
})

test('a head of one donor unties a tied base, and that is said', () => {
  const findings = codesOf({ a: { head: false, tied: true }, b: {} })
  expect(findings.map(({ code, donor }) => [code, donor])).toEqual([['tied-base-separate-head', 'a']])
})

describe('values of config.json that no tensor shows', () => {
  const compared = (a: object, b: object) => codesOf({ a: { raw: { ...a } }, b: { raw: { ...b } } })

  test('are named by their path, with the donors and whose the output takes', () => {
    expect(compared({ rope_theta: 1e4 }, { rope_parameters: { rope_theta: 2e7 } })).toMatchObject([
      {
        code: 'config-values-clash',
        message:
          'rope_theta of config.json differs: 10000 in a; 20000000 in b; the output takes 10000, from a',
      },
    ])
    expect(
      compared({ text_config: { rms_norm_eps: 1e-5 } }, { text_config: { rms_norm_eps: 1e-6 } }),
    ).toMatchObject([
      { code: 'config-values-differ', message: expect.stringContaining('text_config.rms_norm_eps') },
    ])
  })

  test.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['none', null],
  ])('are told as what they are where JSON has no number for it: %s', (told, value) => {
    expect(compared({ rms_norm_eps: value }, { rms_norm_eps: 1e-5 })).toMatchObject([
      { message: expect.stringContaining(`${told} in a; 0.00001 in b`) },
    ])
  })

  test('are no finding where a donor leaves them to what is not certain, or has other depths', () => {
    expect(compared({ rope_theta: 1e4 }, {})).toEqual([])
    const [two, one] = [
      { num_hidden_layers: 2, layer_types: ['a', 'b'] },
      { num_hidden_layers: 1, layer_types: ['a'] },
    ]
    expect(compared(two, one)).toEqual([])
    expect(compared({ mlp_only_layers: [] }, { mlp_only_layers: [1] })).toHaveLength(1)
    expect(compared({ layer_types: ['a', 'b'] }, { layer_types: ['b', 'b'] })).toHaveLength(1)
  })
})

test('a tokenizer of transformers 5 blocks mergekit 0.1.4 and nobody else', () => {
  const donors = { a: {}, b: { tokenizerClass: 'TokenizersBackend' } }
  expect(codesOf(donors, undefined, { mergekit: knownMergekit('0.1.4')! }).map(({ code }) => code)).toEqual([
    'tokenizers-backend',
  ])
  expect(codesOf(donors)).toEqual([])
})

test('a slice must not leave its model; overlapping slices are fine', () => {
  const slices = (ranges: string[]) =>
    `merge_method: passthrough\nslices: [${ranges.map((range) => `{sources: [{model: a, layer_range: ${range}}]}`).join(', ')}]\n`
  expect(codesOf({ a: {} }, slices(['[0, 2]', '[1, 2]', '[0, 2]']))).toEqual([])
  const [finding] = codesOf({ a: {} }, slices(['[0, 2]', '[1, 3]']))
  expect([finding?.code, finding?.message]).toEqual([
    'slice-outside-model',
    'the layer range [1, 3] goes beyond the model, which has 2 layers',
  ])
  // mergekit asks for tensors, not for what config.json counts.
  const third = { a: { tensors: { 'model.layers.2.mlp.weight': [4, 4] } } }
  expect(codesOf(third, slices(['[0, 2]', '[1, 3]'])).map(({ code }) => code)).not.toContain(
    'slice-outside-model',
  )
  expect(codesOf(third, slices(['[0, 2]', '[1, 4]'])).map(({ code }) => code)).toContain(
    'slice-outside-model',
  )
})

test('of modules of other depths, a slice must not leave its own', () => {
  const layer = (stack: string, n: number) => [`${stack}.block.${n}.layer.0.SelfAttention.q.weight`, [4, 4]]
  const stacks = [layer('encoder', 0), layer('encoder', 1), ...[0, 1, 2, 3].map((n) => layer('decoder', n))]
  const donor = {
    architecture: 'T5ForConditionalGeneration',
    tensors: Object.fromEntries(stacks),
    layers: 0,
    raw: { num_layers: 2, num_decoder_layers: 4 },
  }
  const outside = (encoder: number, decoder: number) => {
    const sources = (end: number) => `{slices: [{sources: [{model: a, layer_range: [0, ${end}]}]}]}`
    const config = `merge_method: passthrough\nmodules: {encoder: ${sources(encoder)}, decoder: ${sources(decoder)}}\n`
    return judge(config, { a: donor }).findings.flatMap(({ code, message }) =>
      code === 'slice-outside-model' ? [message] : [],
    )
  }
  expect(outside(2, 4)).toEqual([])
  expect(outside(3, 4)).toEqual(['the layer range [0, 3] goes beyond encoder, which has 2 layers'])
  expect(outside(2, 5)).toEqual(['the layer range [0, 5] goes beyond decoder, which has 4 layers'])
})

describe('of a donor, slices need only what they take', () => {
  const layer = (n: number) => `model.layers.${n}.mlp.weight`
  const config = (ofB: string, method = 'passthrough') =>
    `merge_method: ${method}\nslices: [{sources: [{model: a, layer_range: [0, 1]}]}, {sources: [{model: b, layer_range: ${ofB}}]}, {sources: [{model: a, layer_range: [1, 2]}]}]\n`
  const bare = { 'model.norm.weight': null, 'model.embed_tokens.weight': null, 'lm_head.weight': null }

  test.each([
    ['layers that no slice takes', '[0, 1]', { [layer(1)]: null }, []],
    ['what the first and the last slice bring', '[0, 2]', bare, []],
    ['another shape of a layer that no slice takes', '[0, 1]', { [layer(1)]: [4, 9] }, []],
    [
      'a whole layer',
      '[0, 2]',
      { [layer(1)]: null },
      [/^layer 1 missing: config.json says num_hidden_layers 2/],
    ],
    [
      'a tensor of a layer',
      '[0, 2]',
      { [layer(1)]: null, 'model.layers.1.other': [4] },
      [/model.layers.\*.mlp.weight/],
    ],
    ['the shape of a layer', '[0, 2]', { [layer(1)]: [4, 9] }, [/is \[4 × 9\], not \[4 × 4\]/]],
  ] as const)('%s', (_, range, tensors, messages) => {
    const found = codesOf({ a: {}, b: { tensors } }, config(range)).filter(({ donor }) => donor === 'b')
    expect(found.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual(
      messages.map((message) => expect.stringMatching(message)),
    )
  })
})

test('a layer that config.json counts and the weights lack ends the merge of whole models too', () => {
  const deep = { raw: { num_hidden_layers: 2 }, tensors: { 'model.layers.1.mlp.weight': null } }
  const found = codesOf({ a: deep, b: deep }).filter(({ severity }) => severity === 'error')
  expect(found.map(({ code, donor }) => [code, donor])).toEqual([
    ['tensor-missing', 'a'],
    ['tensor-missing', 'b'],
  ])
})

test('slices of donors with different hidden sizes are refused', () => {
  const config =
    'merge_method: passthrough\nslices: [{sources: [{model: a, layer_range: [0, 1]}]}, {sources: [{model: b, layer_range: [0, 1]}]}]\n'
  expect(codesOf({ a: {}, b: { hidden: 8 } }, config).map(({ code }) => code)).toContain(
    'hidden-size-mismatch',
  )
})

describe('without a tokenizer key', () => {
  const plain = linear(['a', 'b'], '')

  test('unequal rows are refused with the block to add', () => {
    const [finding] = codesOf({ a: {}, b: { added: ['<x>'] } }, plain)
    expect(finding).toMatchObject({ code: 'unequal-rows-without-tokenizer', severity: 'error' })
    expect(finding!.hint).toContain('tokenizer:\n  source: union')
  })

  const stack =
    'merge_method: passthrough\nslices: [{sources: [{model: a, layer_range: [0, 1]}]}, {sources: [{model: b, layer_range: [0, 1]}]}]\n'

  test('embeddings and head with unequal rows are refused, whether the last donor has a head or is tied', () => {
    for (const head of [{}, { head: false, tied: true }]) {
      const { findings, stock } = judge(stack, { a: {}, b: { added: ['<x>'], ...head } })
      const found = findings.find(({ code }) => code === 'unequal-rows-without-tokenizer')
      expect(found?.message).toContain(
        'model.embed_tokens.weight gets 8 rows, lm_head.weight gets 9 rows, from different donors',
      )
      expect(found?.hint).toContain('tokenizer:\n  source: union')
      expect(stock.outcome).toBe('wrong')
    }
    const codes = codesOf({ a: { head: false, tied: true }, b: { added: ['<x>'] } }, stack)
    expect(codes.map(({ code }) => code)).toContain('unequal-rows-without-tokenizer')
  })

  test('a head that only the embeddings of the last donor can give is left out by stock', () => {
    const tied = { head: false, tied: true }
    const { stock, patched } = judge(stack, { a: {}, b: tied })
    expect([stock.outcome, stock.damage, patched.outcome]).toEqual([
      'wrong',
      'leaves out lm_head.weight, which no donor of the last slice has',
      'succeeds',
    ])
    for (const sketches of [
      { a: tied, b: {} },
      { a: tied, b: tied },
    ])
      expect(judge(stack, sketches).stock.outcome).toBe('succeeds')
    const told = (order: string) =>
      judge(
        `merge_method: passthrough\nslices: [${[...order].map((model) => `{sources: [{model: ${model}, layer_range: [0, 1]}]}`).join(', ')}]\n`,
        Object.fromEntries(
          [...new Set(order)].map((name) => [
            name,
            name === 'f'
              ? { raw: { tie_word_embeddings: false } }
              : { ...tied, raw: { tie_word_embeddings: true } },
          ]),
        ),
      ).findings.map(({ code, message }) => [code, /the output takes \w+/.exec(message)?.[0]])
    const takes = (value: boolean) => ['config-values-differ', `the output takes ${value}`]
    const mixed = ['tied-mixed', undefined]
    expect(told('tf')).toEqual([takes(false), ['tied-base-separate-head', undefined]])
    expect(told('tft')).toEqual([takes(true)])
    expect(told('ft')).toEqual([takes(false), mixed, ['stock-wrong', undefined]])
    expect(told('ftf')).toEqual([takes(false)])
  })

  test('a head that config.json does not tie and that is not there is lost, not tied', () => {
    const lost = { head: false, tied: false }
    const codes = judge(plain, { a: lost, b: {} }).findings.map(({ code, donor }) => [code, donor])
    expect(codes).toContainEqual(['donor-inconsistent', 'a'])
    expect(codes.map(([code]) => code)).not.toContain('tied-mixed')
  })

  test('what an index hides of a model is not told as lost', () => {
    const invalid = makeFinding('index-invalid', { donor: 'a', message: 'x' })
    const hidden = { head: false, tied: false, facts: { findings: [invalid] } }
    expect(codesOf({ a: hidden, b: {} }, plain).map(({ code }) => code)).not.toContain('donor-inconsistent')
  })

  test.each(modelTypes())(
    '$name beside a model with a head has lost its own only where it had one',
    (model) => {
      const untied = { ...model.config, tie_word_embeddings: false }
      const { config, weights } = factsOf({ ...model, config: untied })
      const told = judge(plain, { a: {}, b: { facts: { config, weights } } }).findings.flatMap(
        ({ code, donor, message }) => (donor === 'b' && /no output head/.test(message) ? [code] : []),
      )
      const holds = (what: RegExp) =>
        weights.vocabularyTensors.some(({ kind, name }) => what.test(`${kind} ${name}`))
      const lost = hasPlainLayout(model.name) ? 'donor-inconsistent' : 'donor-note'
      expect(told).toEqual(holds(/^head .*weight$/) || weights.vocabularyTensors.length === 0 ? [] : [lost])
    },
  )

  test('a tokenizer that is longer than the rows is cut, and that is said', () => {
    const [finding] = codesOf({ a: { added: ['<x>'], rows: 8 }, b: {} }, plain)
    expect(finding).toMatchObject({ code: 'tokenizer-longer-than-rows', donor: 'a' })
  })

  test('ids that mean other tokens are a warning', () => {
    const [finding] = codesOf({ a: {}, b: { tokens: [...letters].reverse() } }, plain)
    expect(finding?.code).toBe('vocabularies-mixed')
  })
})

test('a token whose holder is no input of the first slice gets a zero row, and that is counted', () => {
  const config = `merge_method: passthrough
slices: [{sources: [{model: a, layer_range: [0, 1]}]}, {sources: [{model: b, layer_range: [1, 2]}]}]
tokenizer: {source: union}
`
  const { findings, patched } = judge(config, { a: {}, b: { added: ['<x>'] } })
  expect(findings.find(({ code }) => code === 'slice-zero-rows')?.message).toMatch(
    /1 row of model\.embed_tokens\.weight will be zero/,
  )
  expect(patched.zeroRows).toEqual([{ tensor: 'model.embed_tokens.weight', count: 1 }])
})

test('an adapter is merged first, and that is said', () => {
  const config = 'merge_method: linear\nmodels: [{model: a+adapter, parameters: {weight: 1}}]\n'
  expect(judge(config, { a: { lora: true } }).findings.map(({ code }) => code)).toContain('lora-merged-first')
})

test('plain slices of a model with several modules are refused with the form to write', () => {
  const config = 'merge_method: passthrough\nslices: [{sources: [{model: a, layer_range: [0, 1]}]}]\n'
  const [finding] = codesOf({ a: { architecture: 'Mistral3ForConditionalGeneration' } }, config)
  expect(finding).toMatchObject({ code: 'slices-need-modules', severity: 'error', donor: 'a' })
  expect(finding!.hint).toContain('modules: {text_decoder:')
  const [other] = codesOf({ a: { architecture: 'T5ForConditionalGeneration' } }, config)
  expect(other!.hint).toContain('modules: {decoder:')
})

test('the bias of a head has a row for each token, whatever it is called; a bias of another size has not', () => {
  const found = (b: number) =>
    codesOf(
      {
        a: { tensors: { 'decoder.bias': [8] } },
        b: { added: ['<x>', '<y>'], tensors: { 'decoder.bias': [b] } },
      },
      linear(['a', 'b']),
    ).filter(({ code }) => code === 'shape-mismatch')
  expect(found(10)).toEqual([])
  expect(found(8)).toEqual([])
  expect(found(9)).toHaveLength(1)
})

test('plain slices that could mean several stacks of layers are refused by inspect, and by their names', () => {
  const slices = (ranges: string) => `merge_method: passthrough\nslices: [${ranges}]\n`
  const part = '{sources: [{model: a, layer_range: [0, 1]}]}'
  const stacks = (names: readonly string[], count = 2) =>
    Object.fromEntries(
      names.flatMap((stack) => Array.from({ length: count }, (_, at) => [`${stack}.${at}.w`, [4]])),
    )
  const of = (tensors: Record<string, readonly number[]>, config: string) =>
    codesOf({ a: { architecture: 'NobodyKnowsThis', tensors } }, config).filter(
      ({ code }) => code === 'slices-need-modules',
    )
  const both = stacks(['model.encoder.layers'])
  expect(of(both, slices(part))[0]?.hint).toContain('the modules are model.layers, model.encoder.layers')
  expect(of(both, slices('{sources: [{model: a, layer_range: [0, 2]}]}'))).toEqual([])
  expect(of(stacks(['model.encoder.layers'], 3), slices(part))).toEqual([])
  expect(of(stacks(['model.vision_tower.layers']), slices(part))).toEqual([])
  expect(of({}, slices(part))).toEqual([])
})

test('layers of several kinds are stacked in any order, and a layer is held against its own kind', () => {
  const kinds = {
    'model.layers.0.attn.q.weight': [4, 4],
    'model.layers.1.linear.weight': [4, 4],
    'model.layers.1.linear.decay': [4],
    'model.layers.2.linear.weight': [4, 4],
    'model.layers.2.linear.decay': [4],
    'model.layers.2.mlp.weight': [4, 4],
  } as const
  const stack = (of: string) =>
    `merge_method: passthrough\nslices:\n- sources: [{model: a, layer_range: [0, 1]}]\n- sources: [{model: b, layer_range: ${of}}]\n`
  const found = (b: Sketch, of = '[1, 2]') =>
    codesOf({ a: { tensors: kinds }, b }, stack(of)).filter(({ code }) => /^(tensor|shape)-/.test(code))
  expect(found({ tensors: kinds })).toEqual([])
  expect(found({ tensors: kinds }, '[0, 2]')).toEqual([])
  const [lost] = found({ tensors: { ...kinds, 'model.layers.1.linear.decay': null } })
  expect(lost).toMatchObject({ code: 'tensor-missing', donor: 'b' })
  expect(lost!.message).toContain('model.layers.*.linear.decay')
  const [other] = found({ tensors: { ...kinds, 'model.layers.1.linear.weight': [8, 4] } })
  expect(other).toMatchObject({ code: 'shape-mismatch', donor: 'b' })
})

test('a module that the architecture does not have is named with the ones it has', () => {
  const config = (module: string) =>
    `merge_method: passthrough\nmodules:\n  ${module}: {models: [{model: a}]}\n`
  expect(codesOf({ a: {} }, config('text_decoder'))).toMatchObject([
    { code: 'module-unknown', severity: 'error', hint: 'it has: default' },
  ])
  const vision = { a: { architecture: 'Qwen2VLForConditionalGeneration' } }
  const [finding] = codesOf(vision, config('vision_towr')).filter(({ code }) => code === 'module-unknown')
  expect(finding).toMatchObject({ hint: 'did you mean “vision_tower”?' })
})

test('modules of an architecture that mergekit infers are its stacks of layers, and the rest', () => {
  const llava = (more: Readonly<Record<string, readonly number[]>>) => ({
    a: { architecture: 'StrangeModel', tensors: more },
  })
  const codes = (modules: readonly string[], more: Readonly<Record<string, readonly number[]>>) => {
    const listed = modules.map((name) => `  ${name}: {models: [{model: a}]}\n`).join('')
    return judge(`merge_method: passthrough\nmodules:\n${listed}`, llava(more)).findings.filter(({ code }) =>
      code.startsWith('module'),
    )
  }
  const tower = { 'vision.blocks.0.mlp.weight': [4, 4] }
  expect(codes(['text_decoder'], tower)).toMatchObject([
    { code: 'module-unknown', hint: 'it has: default, model.layers, vision.blocks' },
  ])
  expect(codes(['default', 'model.layers', 'vision.blocks'], tower)).toEqual([])
  // Saved without the prefix that its class has.
  expect(codes(['default', 'layers', 'model.vision.blocks'], tower)).not.toMatchObject([
    { code: 'module-unknown' },
  ])
  expect(codes(['model.layers'], tower)).toMatchObject([
    {
      code: 'modules-left-out',
      severity: 'warning',
      message: expect.stringMatching(/default and vision\.blocks .*stay those of a, unmerged$/),
    },
  ])
  // Whose they stay: the base's, wherever it stands, else the first model's.
  for (const [base, whose] of [
    ['', 'a'],
    ['base_model: b\n', 'b'],
  ] as const) {
    const config = `merge_method: linear\n${base}modules:\n  model.layers: {models: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: 1}}]}\n`
    const told = judge(config, { ...llava(tower), b: llava(tower).a! }).findings
    expect(told.find(({ code }) => code === 'modules-left-out')?.message).toMatch(`stay those of ${whose},`)
  }
  expect(codes(['default'], {})).toEqual([])
  expect(codes(['model.layers'], {})).toMatchObject([{ code: 'module-unknown', hint: 'it has: default' }])
})

test.each([
  [
    'a definition that asks for what config.json keeps elsewhere',
    'Qwen2VLForConditionalGeneration',
    'crashes',
  ],
  ['a class that has no embeddings', 'CLIPModel', 'crashes'],
  ['a class that transformers renames while it loads', 'ViTForImageClassification', 'wrong'],
  ['one that it never builds, so that names stay', 'DetrForObjectDetection', 'succeeds'],
  ['a head that the inferred model has not', 'BertForQuestionAnswering', 'wrong'],
])('stock mergekit and %s', (_, architecture, outcome) => {
  const tensors = { 'vit.encoder.layer.0.attention.weight': [4, 4], 'qa_outputs.weight': [2, 4] }
  const sketches = { a: { architecture, tensors }, b: { architecture, tensors } }
  const { stock, patched } = judge(
    'merge_method: linear\nmodels: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: 1}}]\n',
    sketches,
  )
  expect([stock.outcome, patched.outcome]).toEqual([outcome, 'succeeds'])
})

test('names that mergekit gives to inferred modules are taken for those of the donors', () => {
  const tensors = {
    'language_model.model.layers.0.mlp.weight': [4, 4],
    'vision_tower.encoder.layers.0.w': [4],
  }
  const a: Sketch = { architecture: 'LlavaForConditionalGeneration', modelType: 'llava', tensors }
  const found = (...names: string[]) => {
    const all = ['default', 'model.layers', ...names]
    const modules = all.map((name) => `  ${name}: {models: [{model: a}]}\n`).join('')
    const { findings, stock } = judge(`merge_method: passthrough\nmodules:\n${modules}`, { a })
    return [stock.outcome, ...findings.flatMap(({ code }) => (code.startsWith('module') ? [code] : []))]
  }
  const [text, vision] = ['model.language_model.layers', 'model.vision_tower.encoder.layers'] as const
  expect(found(text, vision)).toEqual(['wrong'])
  expect(found(text)).toEqual(['wrong', 'modules-left-out'])
  expect(found('language_model.model.layers', vision)).toEqual(['crashes'])
  expect(found(text, 'audio_tower.layers')).toEqual(['crashes', 'module-unknown'])
  expect(found(text, 'language_model.model.layers')).toEqual(['crashes', 'module-unknown'])
})

test.each([
  ['language_model.model.layers', 'crashes'],
  ['default', 'wrong'],
])('stock mergekit infers modules under the names that transformers gives: %s', (name, outcome) => {
  const tensors = { 'language_model.model.layers.0.mlp.weight': [4, 4] }
  const a: Sketch = { architecture: 'LlavaForConditionalGeneration', modelType: 'llava', tensors }
  const { stock, patched } = judge(
    `merge_method: passthrough\nmodules: {${name}: {models: [{model: a}]}}\n`,
    { a },
  )
  expect([stock.outcome, patched.outcome]).toEqual([outcome, 'succeeds'])
})

test('a gradient that della cannot take in some layer is refused once the layers are counted', () => {
  const config = `merge_method: della\nbase_model: a\nmodels: [{model: b, parameters: {weight: 1, density: [0.5, 1], epsilon: 0.1}}]\n`
  const codes = (layers: number) => codesOf({ a: { layers }, b: { layers } }, config).map(({ code }) => code)
  expect(codes(2)).toEqual([])
  expect(codes(9)).toContain('parameter-range')
})

test.each([
  ['CLIPModel', newestMergekit, 'crashes'],
  ['CLIPModel', oldestMergekit, 'succeeds'],
  ['StrangeForCausalLM', newestMergekit, 'succeeds'],
])('%s, which mergekit infers', (architecture, mergekit, outcome) => {
  const donor = { architecture }
  const { vocabulary } = judge(linear(['a', 'b'], ''), { a: donor, b: donor }, { mergekit })
  expect(vocabulary?.stock.outcome).toBe(outcome)
  expect(vocabulary?.patched.outcome).toBe('succeeds')
})

test.each(knownMergekits)(
  'what the definition of mergekit $version demands is foreseen, however much of it',
  (mergekit) => {
    const { findings, stock, patched } = judge(linear(['a', 'b'], ''), { a: {}, b: {} }, { mergekit })
    expect(findings.map(({ code }) => code)).toContain('definition-demands')
    expect([stock.outcome, stock.errors[0]?.type, patched.outcome]).toEqual([
      'crashes',
      'RuntimeError',
      'succeeds',
    ])
  },
)

test.each(
  ['free', 'tied'].flatMap((first) =>
    ['free', 'tied'].flatMap((last) => [undefined, 'free', 'tied'].map((base) => ({ first, last, base }))),
  ),
)(
  'embeddings of $first, then layers of $last, base $base: said where the output’s head was never one',
  ({ first, last, base }) => {
    const config = `merge_method: passthrough
${base ? `base_model: ${base}` : ''}
slices: [{sources: [{model: ${first}, layer_range: [0, 1]}]}, {sources: [{model: ${last}, layer_range: [1, 2]}]}]
`
    const sketches = { free: {}, tied: { head: false, tied: true } }
    const used = [...new Set([...(base ? [base] : []), first, last])] as (keyof typeof sketches)[]
    const { findings, stock } = judge(config, Object.fromEntries(used.map((name) => [name, sketches[name]])))
    const isApart = (base ?? first) === 'tied' && first === 'free' && last === 'tied'
    expect(findings.some(({ code }) => code === 'tied-head-apart')).toBe(isApart)
    if (isApart) expect(stock.outcome).toBe('wrong')
  },
)
