import { describe, expect, it } from 'vitest'
import { hasPlainLayout } from '../../../../src/core/architectures.ts'
import type { OutputCheck } from '../../../../src/core/contract/verify.ts'
import type { RawObject } from '../../../../src/core/model/raw-values.ts'
import { checkConfig } from '../../../../src/core/verify/config.ts'
import { checkDecoderNames, checkNames } from '../../../../src/core/verify/decoder-names.ts'
import { judge } from '../../../../src/core/verify/judge.ts'
import { factsOf, type ModelType, modelTypes } from '../../../support/model-types.ts'

const types = modelTypes()
const plain = types.filter(({ name }) => hasPlainLayout(name))

function checksOf(model: Omit<ModelType, 'name'>): readonly OutputCheck[] {
  const { config, weights } = factsOf(model)
  return checkConfig(config, weights)
}

/** What fails where nothing is known of what it was made from, or where a donor's own files are. */
function failed(name: string, model: Omit<ModelType, 'name'>, donor?: ModelType): readonly string[] {
  const donors = donor ? [{ ref: 'org/donor', checks: checksOf(donor) }] : []
  return judge(checksOf(model), { architecture: name, donors, ownVocabulary: false })
    .filter(({ status }) => status === 'fail')
    .map(({ code }) => code)
}

/** The config with one of these keys changed where it has it. */
function changed(config: RawObject, keys: readonly string[], change: (value: unknown) => unknown): RawObject {
  const text = config.text_config as RawObject | undefined
  const inText = text && keys.find((key) => key in text)
  if (inText) return { ...config, text_config: { ...text, [inText]: change(text[inText]) } }
  const key = keys.find((name) => name in config) ?? keys[0]!
  return { ...config, [key]: change(config[key]) }
}

const times = (factor: number) => (value: unknown) => Number(value ?? 2) * factor

/** Each makes a right model a wrong one. */
const mistakes: Readonly<Record<string, (model: ModelType) => Omit<ModelType, 'name'>>> = {
  'config-hidden-size': ({ config, tensors }) => ({
    config: changed(config, ['hidden_size', 'n_embd'], times(3)),
    tensors,
  }),
  'config-vocab-size': ({ config, tensors }) => ({
    config: changed(config, ['vocab_size'], times(2)),
    tensors,
  }),
  'config-layers': ({ config, tensors }) => ({
    config,
    tensors: new Map(
      [...tensors].filter(([name]) => !/(layers|h)\.1\./.test(name) || name.includes('vision')),
    ),
  }),
  'config-tied': ({ config, tensors }) => {
    const head = [...tensors].some(([name]) => /(lm_head|embed_out)\.weight$/.test(name))
    return { config: { ...config, tie_word_embeddings: head }, tensors }
  },
}

it('has a table of more than a hundred types, decoders and everything else', () => {
  expect(types.length).toBeGreaterThan(120)
  expect(plain.length).toBeGreaterThan(30)
  for (const suffix of ['ForMaskedLM', 'ForSequenceClassification', 'Model', 'ForConditionalGeneration'])
    expect(types.filter(({ name }) => name.endsWith(suffix)).length).toBeGreaterThan(2)
})

describe.each(types)('a right $name', (model) => {
  it('fails no check, with its donors at hand and without', () => {
    expect(failed(model.name, model)).toEqual([])
    expect(failed(model.name, model, model)).toEqual([])
  })

  it('is never failed for what its donor fails as well, whatever is wrong with both', () => {
    for (const mistake of Object.values(mistakes)) {
      const wrong = { name: model.name, ...mistake(model) }
      expect(failed(model.name, wrong, wrong)).toEqual([])
    }
  })
})

describe.each(plain)('$name, whose layout is known,', (model) => {
  it.each(Object.keys(mistakes))('fails %s where it is wrong', (code) => {
    const wrong = mistakes[code]!(model)
    expect(failed(model.name, wrong)).toContain(code)
    expect(failed(model.name, wrong, model)).toContain(code)
  })

  it('fails config-heads where the heads do not fit the projections', () => {
    const projected = [...model.tensors.keys()].some((name) => name.endsWith('.self_attn.q_proj.weight'))
    const config = changed(model.config, ['num_attention_heads', 'n_head'], times(3))
    if (projected) expect(failed(model.name, { ...model, config })).toContain('config-heads')
  })
})

it('a class whose layout is not known is told as skipped, and fails what its donor passes', () => {
  const bert = types.find(({ name }) => name === 'BertForMaskedLM')!
  const alone = judge(checksOf(bert), { architecture: bert.name, donors: [], ownVocabulary: false })
  const tied = alone.find(({ code }) => code === 'config-tied')
  expect(tied).toMatchObject({ status: 'skip', message: expect.stringContaining('BertForMaskedLM') })
  expect(failed(bert.name, mistakes['config-layers']!(bert), bert)).toEqual([])
  const hidden = mistakes['config-hidden-size']!(bert)
  expect(failed(bert.name, hidden, bert)).toContain('config-hidden-size')
})

const decoders = types.filter((model) => namesOf(model) !== null)

function namesOf(model: Omit<ModelType, 'name'>): readonly OutputCheck[] | null {
  const { config, weights } = factsOf(model)
  return checkDecoderNames(config, weights)
}

const badNames = (model: Omit<ModelType, 'name'>) =>
  namesOf(model)!
    .filter(({ status }) => status !== 'pass')
    .map(({ code, tensor }) => `${code} ${tensor}`)

describe.each(decoders)('the table of names of $name', ({ config, tensors }) => {
  const without = (tensor: string) => [...tensors].filter(([other]) => other !== tensor)

  it('finds nothing in a right model, with its prefix and without', () => {
    expect(badNames({ config, tensors })).toEqual([])
    const bare = [...tensors].map(([key, shape]) => [
      key.replace(/^(transformer|model|gpt_neox)\./, ''),
      shape,
    ])
    expect(badNames({ config, tensors: new Map(bare as [string, number[]][]) })).toEqual([])
  })

  it('names a tensor that is missing, renamed, turned or one too many', () => {
    const ofLayers = [...tensors].filter(([key]) => /\.1\./.test(key) && key.endsWith('weight'))
    expect(ofLayers.length).toBeGreaterThan(3)
    for (const [tensor, shape] of ofLayers) {
      const missing = `architecture-missing ${tensor}`
      expect(badNames({ config, tensors: new Map(without(tensor)) })).toEqual([missing])
      const renamed: typeof tensors = new Map([...without(tensor), [`${tensor}s`, shape]])
      expect(badNames({ config, tensors: renamed })).toEqual([missing, `architecture-unexpected ${tensor}s`])
      const turned: typeof tensors = new Map([...without(tensor), [tensor, [...shape, 2]]])
      expect(badNames({ config, tensors: turned })).toEqual([`architecture-shape ${tensor}`])
    }
  })
})

describe.each(decoders)('the sizes of $name', ({ config, tensors }) => {
  const ofSizes = [...tensors].filter(
    ([key]) =>
      (!/\.\d+\./.test(key) && !/wpe/.test(key)) || /(input|post_attention)_layernorm|\.ln_1/.test(key),
  )

  it('names embeddings, a head and norms that config.json gives another size', () => {
    expect(ofSizes.length).toBeGreaterThan(1)
    for (const [tensor, shape] of ofSizes) {
      const wrong = [
        [1, ...shape],
        ...(shape.length === 1 && !/lm_head/.test(tensor) ? [[shape[0]! * 2]] : []),
      ]
      for (const other of wrong) {
        const changed: typeof tensors = new Map([...tensors, [tensor, other]])
        expect(badNames({ config, tensors: changed })).toEqual([`architecture-shape ${tensor}`])
      }
    }
  })

  it('names biases that config.json says are not there, even where every layer has them', () => {
    const biased = [...tensors].filter(([key]) => /\.mlp\.up_proj\.weight$/.test(key))
    const more = biased.map(([key, [rows = 0]]) => [key.replace(/weight$/, 'bias'), [rows]] as const)
    const found = badNames({
      config: { ...config, mlp_bias: false },
      tensors: new Map([...tensors, ...more]),
    })
    const unexpected = more.map(([key]) => `architecture-unexpected ${key}`)
    expect(found.filter((text) => text.includes('mlp.up_proj.bias'))).toEqual(unexpected)
  })
})

const sizesOf = (model: Omit<ModelType, 'name'>) => {
  const { config, weights } = factsOf(model)
  return checkNames(config, weights).flatMap(({ status, tensor }) => (status === 'fail' ? [tensor] : []))
}

it('names the head of a classifier that has not the labels of config.json, whatever the class', () => {
  const classifiers = types.filter(({ name }) => /For(Sequence|Token)Classification$/.test(name))
  const found = classifiers.map(({ config, tensors }) => {
    const id2label = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [at, `label ${at}`]))
    return sizesOf({ config: { ...config, num_labels: undefined, id2label }, tensors }).length > 0
  })
  expect(found.filter(Boolean).length).toBeGreaterThan(3)
})

it('names embeddings of more positions than config.json has', () => {
  const gpt2 = types.find(({ name }) => name === 'GPT2LMHeadModel')!
  const wrong = { ...gpt2.config, n_positions: Number(gpt2.config.n_positions) / 2 }
  expect(sizesOf({ config: wrong, tensors: gpt2.tensors })).toEqual(['transformer.wpe.weight'])
})

it('counts the layers of each stack: an encoder may have fewer than its decoder', () => {
  const t5 = types.find(({ name }) => name === 'T5ForConditionalGeneration')!
  const last = (stack: string) => [...t5.tensors].filter(([key]) => key.startsWith(`${stack}.block.1.`))
  const more = last('decoder').map(([key, shape]) => [key.replace('.block.1.', '.block.2.'), shape] as const)
  const deeper = { ...t5, tensors: new Map([...t5.tensors, ...more]) }
  expect(more.length).toBeGreaterThan(5)
  expect(failed(t5.name, deeper, t5)).toEqual([])
  const encoder = last('encoder').map(
    ([key, shape]) => [key.replace('.block.1.', '.block.2.'), shape] as const,
  )
  const both = { ...deeper, tensors: new Map([...deeper.tensors, ...encoder]) }
  expect(failed(t5.name, both, t5)).toEqual(['config-layers'])
})

it('has names of most decoders whose layout is known', () => {
  expect(decoders.length).toBeGreaterThan(20)
})
