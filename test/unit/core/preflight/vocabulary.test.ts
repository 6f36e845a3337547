import { describe, expect, test } from 'vitest'
import { vocabularyOfDonor } from '../../../../src/core/preflight/stale-config.ts'
import { donorFacts, judge, letters, linear, type Sketch } from './facts.ts'

const chat = ['<|im_start|>', '<|im_end|>']

describe('the scenario', () => {
  const scenarios: readonly [string, Record<string, Sketch>, string[]][] = [
    ['equal vocabularies match', { a: {}, b: {} }, ['match']],
    ['one has more tokens', { a: {}, b: { added: chat } }, ['extra-tokens']],
    ['a tensor is too short', { a: {}, b: { rows: 6, vocabSize: 8 } }, ['truncated-tensor']],
    [
      'more tokens, and no rows for them',
      { a: {}, b: { added: chat, rows: 8 } },
      ['truncated-tensor', 'extra-tokens'],
    ],
    [
      'shared tokens stand elsewhere',
      { a: {}, b: { tokens: [...letters].reverse() } },
      ['different-vocabularies'],
    ],
    [
      'each has tokens of its own',
      { a: { added: ['<x>'] }, b: { added: ['<y>'] } },
      ['different-vocabularies'],
    ],
    [
      'other ids and ghosts',
      { a: {}, b: { tokens: [...letters].reverse(), rows: 6 } },
      ['different-vocabularies', 'truncated-tensor'],
    ],
  ]
  test.each(scenarios)('%s', (_, sketches, expected) => {
    const { vocabulary } = judge(linear(Object.keys(sketches)), sketches)
    expect(vocabulary!.scenarios).toEqual(expected)
    expect(vocabulary!.scenario).toBe(expected[0])
  })
})

describe('a stale config.json', () => {
  const stale: readonly [string, Sketch, string[]][] = [
    [
      'the tokenizer has grown alone',
      { added: chat, rows: 8, vocabSize: 8 },
      ['ghost-tokens', 'stale-config-tokenizer-grown'],
    ],
    [
      'the config has grown too',
      { added: chat, rows: 8, vocabSize: 10 },
      ['ghost-tokens', 'stale-config-config-grown'],
    ],
    [
      'the tensor has grown, the config not',
      { added: chat, rows: 10, vocabSize: 8 },
      ['stale-config-tensor-grown'],
    ],
    ['rows are only padding', { rows: 16, vocabSize: 8 }, ['stale-config-padding']],
    ['config, tensor and tokenizer agree', { added: chat }, []],
    ['config.json gives nothing', { vocabSize: null }, ['config-vocab-size-missing']],
  ]
  test.each(stale)('%s', (_, sketch, codes) => {
    expect(vocabularyOfDonor('a', donorFacts('a', sketch)).map(({ code }) => code)).toEqual(codes)
  })
})

test('ghosts of both tensors are told in one sentence', () => {
  const [finding] = vocabularyOfDonor('a', donorFacts('a', { added: chat, rows: 8, vocabSize: 8 }))
  expect(finding!.message).toBe(
    '2 tokens without a row in model.embed_tokens.weight and lm_head.weight (8 rows): "<|im_start|>" (8), "<|im_end|>" (9)',
  )
})

describe('a ghost beside a holder', () => {
  const { patched, stock, vocabulary, findings } = judge(linear(['base', 'full', 'ghost']), {
    base: {},
    full: { added: chat },
    ghost: { added: chat, rows: 8, vocabSize: 8 },
  })

  test('gets its rows from the holder under the patch', () => {
    expect(patched.outcome).toBe('succeeds')
    expect(vocabulary!.outputTokens).toBe(10)
    expect(vocabulary!.patched.tokens).toContainEqual({
      token: '<|im_start|>',
      tensor: 'model.embed_tokens.weight',
      source: 'one-holder',
      donor: 'full',
      heldBy: ['full'],
      ghostIn: ['ghost'],
      absentIn: ['base'],
    })
  })

  test('ends stock mergekit with a KeyError on that token', () => {
    expect(stock.outcome).toBe('crashes')
    expect(vocabulary!.stock.error).toEqual({
      type: 'KeyError',
      message: '8 (chance decides which of 2 tokens comes first)',
    })
    expect(findings.find(({ code }) => code === 'stock-fails')).toMatchObject({
      donor: 'ghost',
      severity: 'info',
    })
  })
})

test('tokens without a row anywhere are dropped or zero, and counted', () => {
  const dropped = judge(linear(['a', 'b']), { a: {}, b: { added: chat, rows: 8, vocabSize: 8 } })
  expect([dropped.patched.outcome, dropped.patched.dropped.length]).toEqual(['drops-tokens', 2])
  const zero = judge(linear(['a', 'b']), { a: {}, b: { added: chat, rows: 8, vocabSize: 10 } })
  expect(zero.vocabulary!.patched.zeroRows).toEqual([
    { tensor: 'model.embed_tokens.weight', count: 2 },
    { tensor: 'lm_head.weight', count: 2 },
  ])
  expect(zero.findings.map(({ code }) => code)).toContain('zero-rows')
})

test('a source that does not know the token blocks the merge', () => {
  const tokenizer = 'tokenizer: {source: union, tokens: {"<|im_start|>": {source: a}}}'
  const { findings } = judge(linear(['a', 'b'], tokenizer), { a: {}, b: { added: chat } })
  expect(
    findings.filter(({ severity }) => severity === 'error').map(({ code, donor }) => [code, donor]),
  ).toEqual([['token-source-unknown', 'a']])
})

test('who leads without a base model is a matter of chance for stock, and not for the patch', () => {
  const config =
    'merge_method: linear\nparameters: {weight: 1}\nmodels: [{model: full}, {model: ghost}]\ntokenizer: {source: union}\n'
  const { stock, patched } = judge(config, {
    full: { added: chat },
    ghost: { added: chat, rows: 8, vocabSize: 8 },
  })
  expect([stock.outcome, patched.outcome]).toEqual(['by-chance', 'succeeds'])
})

test('a base without a tokenizer blocks; another donor without one only warns', () => {
  const severities = (sketches: Record<string, Sketch>) =>
    judge(linear(['a', 'b']), sketches)
      .findings.filter(({ code }) => code.startsWith('tokenizer-missing'))
      .map(({ severity }) => severity)
  expect(severities({ a: {}, b: { tokens: null } })).toEqual(['warning'])
  expect(severities({ a: { tokens: null }, b: {} })).toEqual(['error'])
})

test('without a tokenizer key only the donor counts whose tokenizer the output would have', () => {
  const told = (sketches: Record<string, Sketch>, base = '') =>
    judge(
      `${base}merge_method: linear\nmodels: [{model: a}, {model: b}]\nparameters: {weight: 1}\n`,
      sketches,
    )
      .findings.filter(({ code }) => code === 'tokenizer-missing')
      .map(({ donor, severity }) => `${severity} ${donor}`)
  expect(told({ a: {}, b: { tokens: null } })).toEqual([])
  expect(told({ a: { tokens: null }, b: {} })).toEqual(['warning a'])
  expect(told({ a: { tokens: null }, b: { tokens: null } })).toEqual(['warning a'])
  expect(told({ a: { partial: true }, b: {} })).toEqual([])
  expect(told({ a: {}, b: { tokens: null } }, 'base_model: b\n')).toEqual(['warning b'])
})

test('a sentencepiece model alone leaves the prediction open instead of guessing', () => {
  const { vocabulary, findings } = judge(linear(['a', 'b']), { a: { partial: true }, b: {} })
  expect(vocabulary).toBeNull()
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['vocabulary-unknown', 'warning']])
})

test('a tokenizer source that is no donor leaves the prediction open', () => {
  const { vocabulary, findings } = judge(linear(['a', 'b'], 'tokenizer: {source: org/elsewhere}'), {
    a: {},
    b: {},
  })
  expect(vocabulary).toBeNull()
  expect(findings.map(({ code }) => code)).toEqual(['vocabulary-unknown'])
})

test('counts the tokens whose row one donor alone holds, in the output and once for all tensors', () => {
  const sketches = {
    a: {},
    b: { added: chat },
    c: { added: [...chat, '<y>'], rows: 10 },
    d: { added: ['<z>'] },
  }
  const { soleTokens } = judge(linear(Object.keys(sketches)), sketches)
  expect([...soleTokens!.values()]).toEqual([0, 0, 0, 1])
  const plain = { a: {}, b: { added: chat } }
  expect([...judge(linear(['a', 'b']), plain).soleTokens!.values()]).toEqual([0, 2])
  expect(judge(linear(['a', 'b'], ''), { a: {}, b: {} }).soleTokens).toBe(null)
})

test('a tokenizer that transformers makes up, for a model that has none, is no success of stock', () => {
  const model = { tokens: null, modelType: 'gpt2', rows: 100 }
  const config = `merge_method: linear
base_model: a
models: [{model: a}, {model: b}]
parameters: {weight: 1}
tokenizer: {source: base}
`
  const { stock, findings } = judge(config, { a: model, b: { ...model, tokens: letters } })
  expect(stock.outcome).toBe('wrong')
  expect(findings.find(({ code }) => code === 'stock-wrong')?.message).toMatch(
    /finishes, but the output has a tokenizer of 1 token, made up/,
  )
})

test.each([
  ['mamba2', ['<|endoftext|>', '<|padding|>']],
  ['starcoder2', ['<|endoftext|>']],
])(
  'special tokens that loading gives every %s stay in the union of stock, without a row of their own',
  (modelType, added) => {
    const config =
      'merge_method: linear\nmodels: [{model: a}]\nparameters: {weight: 1}\ntokenizer: {source: union}\n'
    // Twenty rows and more: a few of zeros are no damage.
    const tokens = Array.from({ length: 100 }, (_, id) => `t${id}`)
    const own = judge(config, { a: { tokens, added, rows: 100, vocabSize: 100, modelType } }).stock
    expect([own.outcome, own.outputTokens]).toEqual(['succeeds', 100 + added.length])
    const other = judge(config, { a: { tokens, added: ['<x>'], rows: 100, vocabSize: 100, modelType } }).stock
    expect([other.outcome, other.outputTokens]).toEqual(['drops-tokens', 100])
  },
)
