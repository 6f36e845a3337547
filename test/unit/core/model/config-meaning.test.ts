import { describe, expect, test } from 'vitest'
import { configMeaning } from '../../../../src/core/model/config-meaning.ts'
import { isSilent } from '../../../../src/core/model/silent-fields.ts'

const texts = (raw: Record<string, unknown>) =>
  Object.fromEntries([...configMeaning(raw)].map(([field, { text }]) => [field, text]))

const llama = { model_type: 'llama', num_attention_heads: 8, hidden_size: 64 }
const llama3 = { factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 }

/** Two ways to write one meaning. */
const same: readonly [what: string, left: Record<string, unknown>, right: Record<string, unknown>][] = [
  ['a constant', { rms_norm_eps: 1e-5 }, { rms_norm_eps: 0.00001 }],
  ['a constant by way of float32', { rms_norm_eps: 9.999999747378752e-6 }, { rms_norm_eps: 1e-5 }],
  ['numbers of either kind', { rope_theta: 10000 }, { rope_theta: 1e4 }],
  [
    'rope of transformers 5',
    { rope_theta: 5e5 },
    { rope_parameters: { rope_type: 'default', rope_theta: 5e5 } },
  ],
  [
    'stretched rope of transformers 5',
    { rope_theta: 5e5, rope_scaling: { type: 'llama3', ...llama3 } },
    { rope_parameters: { rope_theta: 5e5, rope_type: 'llama3', ...llama3 } },
  ],
  ['no stretching', { rope_scaling: null }, {}],
  ['no stretching by its name', { rope_scaling: { rope_type: 'default' } }, { rope_scaling: null }],
  [
    'yarn with its own defaults',
    { rope_scaling: { type: 'yarn', factor: 4, beta_fast: 32 } },
    { rope_scaling: { rope_type: 'yarn', factor: 4, beta_slow: 1, attention_factor: null } },
  ],
  [
    'mrope',
    { rope_scaling: { type: 'mrope', mrope_section: [1, 1, 2] } },
    { rope_scaling: { mrope_section: [1, 1, 2], rope_type: 'default', type: 'default' } },
  ],
  [
    'rope by kind of layer',
    { rope_theta: 1e6, rope_local_base_freq: 1e4 },
    { rope_parameters: { full_attention: { rope_theta: 1e6 }, sliding_attention: { rope_theta: 1e4 } } },
  ],
  ['the default of the type', { ...llama, rope_theta: 1e4, hidden_act: 'silu' }, llama],
  ['heads of keys', { ...llama, num_key_value_heads: 8 }, { ...llama, num_key_value_heads: null }],
  ['the size of a head', { ...llama, head_dim: 8 }, { ...llama, head_dim: null }],
  ['untied', { ...llama, tie_word_embeddings: false }, llama],
  ['names of functions', { hidden_act: 'swish' }, { hidden_act: 'silu' }],
  ['a window that is off', { sliding_window: 4096, use_sliding_window: false }, { sliding_window: null }],
  ['what attends to positions', { pos_att_type: 'p2c|c2p' }, { pos_att_type: ['p2c', 'c2p'] }],
  ['a part', { text_config: { rope_theta: 1e6 } }, { rope_theta: 1e6 }],
  [
    'tied in both places',
    { tie_word_embeddings: true, text_config: { tie_word_embeddings: true } },
    { tie_word_embeddings: true },
  ],
]

describe('one meaning in two ways is one', () => {
  test.each(same)('%s', (_, left, right) => {
    const [first, second] = [texts(left), texts(right)]
    // Where one says it and the other leaves it to a default that is not certain, nobody can tell.
    for (const field of Object.keys(first))
      if (field in second) expect(first[field], field).toBe(second[field])
    const said = Object.keys(first).filter((field) => field in second)
    expect(said.length).toBeGreaterThan(0)
  })
})

const parts = ['', 'text_config.', 'vision_config.', 'audio_config.', 'thinker_config.text_config.']
const within = (part: string, section: Record<string, unknown>) =>
  part
    .split('.')
    .filter(Boolean)
    .reduceRight<Record<string, unknown>>((inner, key) => ({ [key]: inner }), section)

const fields = `n_heads activation projector_hidden_act moe_k do_layer_norm_before conv_stride attention_types
vision_feature_layer n_groups route_scale window_size image_token_index tie_word_embeddings rope_scaling sliding_window
rms_norm_eps hidden_act a_field_of_tomorrow`.split(/\s+/)

describe('a field of another value is another meaning, in every part', () => {
  test.each(fields)('%s', (name) => {
    for (const part of parts) {
      if (name === 'tie_word_embeddings' && !/^(text_config\.)?$/.test(part)) continue
      const [left, right] = [2, 3].map((value) =>
        configMeaning(
          within(
            part,
            name === 'rope_scaling' ? { [name]: { type: 'linear', factor: value } } : { [name]: value },
          ),
        ),
      )
      const field = [...left!.keys()].find((key) => left!.get(key)!.text !== right!.get(key)!.text)
      expect(field, part).toBeDefined()
      expect(left!.get(field!)!.path).toBe(part + name)
    }
  })
})

test('what says nothing of weights is not compared', () => {
  const quiet = ['transformers_version', 'torch_dtype', 'attention_dropout', 'initializer_range', 'use_cache']
  for (const name of [...quiet, 'eos_token_id', 'router_aux_loss_coef', 'temperature', '_name_or_path']) {
    expect(isSilent(name), name).toBe(true)
    expect(texts({ [name]: 3 })[name]).toBeUndefined()
  }
})

test('labels that nobody named say nothing, and named ones in another order are another meaning', () => {
  expect(texts({ id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } }).id2label).toBeUndefined()
  const [ours, theirs] = [
    { 0: 'bad', 1: 'good' },
    { 0: 'good', 1: 'bad' },
  ].map((id2label) => texts({ id2label }))
  expect(ours!.id2label).not.toBe(theirs!.id2label)
})

test('what a model of parts says of the whole and of its language part are two fields', () => {
  const whole = (top: number, part: number) =>
    texts({ projection_dim: top, text_config: { projection_dim: part } })
  expect(whole(1, 2)).not.toEqual(whole(3, 2))
  expect(whole(1, 2)).not.toEqual(whole(1, 3))
})

test('fields are read as own ones, of any type, however deep the parts go', () => {
  const deep = Array.from({ length: 50 }).reduce<Record<string, unknown>>(
    (inner) => ({ a_config: inner }),
    {},
  )
  for (const odd of [null, 'x', [], {}, [[1]], true, -1, Number.POSITIVE_INFINITY])
    for (const name of [...fields, 'rope_parameters', 'id2label', 'attn_config', 'text_config', '__proto__'])
      expect(() => configMeaning({ model_type: 'llama', ...deep, [name]: odd })).not.toThrow()
  expect(
    texts(JSON.parse('{"model_type": "constructor", "__proto__": {"rope_theta": 5}}')).rope_theta,
  ).toBeUndefined()
})
