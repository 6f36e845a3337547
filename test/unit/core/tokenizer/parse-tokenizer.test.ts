import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AddedToken } from '../../../../src/core/tokenizer/added-tokens.ts'
import { noMerges } from '../../../../src/core/tokenizer/merges.ts'
import { parseTokenizer } from '../../../../src/core/tokenizer/parse-tokenizer.ts'
import { Vocabulary } from '../../../../src/core/tokenizer/vocabulary.ts'
import { checkMerges } from '../../../../src/core/verify/merges.ts'
import { mutate, mutations } from '../../../support/mutate.ts'
import { smallTokenizer } from '../../../support/sparse-donor.ts'

function parse(text: string | object, extra: readonly AddedToken[] = []) {
  const json = typeof text === 'string' ? text : JSON.stringify(text)
  const parsed = parseTokenizer(new TextEncoder().encode(json), extra)
  const vocabulary = new Vocabulary(parsed.vocabulary)
  const entries = Array.from({ length: vocabulary.size }, (_, at) => [
    vocabulary.tokenAt(at),
    vocabulary.idAt(at),
  ])
  return { ...parsed, vocabulary, entries }
}

const bpe = (vocab: string, added = '[]', more = '') =>
  `{"version":"1.0",${more}"added_tokens":${added},"model":{"type":"BPE","vocab":${vocab},"merges":[]}}`

describe('the four kinds of model', () => {
  it('reads BPE, in the order of ids whatever the order of the file', () => {
    const { model, entries } = parse(bpe('{"c":2,"a":0,"b":1}'))
    expect(model).toBe('BPE')
    expect(entries).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ])
  })

  it('reads Unigram, whose vocabulary is an array', () => {
    const { model, entries } = parse({
      added_tokens: [],
      model: {
        type: 'Unigram',
        unk_id: 0,
        vocab: [
          ['<unk>', 0],
          ['a', -1.5],
          ['b', -2e-3],
        ],
      },
    })
    expect(model).toBe('Unigram')
    expect(entries.map(([token]) => token)).toEqual(['<unk>', 'a', 'b'])
  })

  it.each(['WordPiece', 'WordLevel'])('reads %s', (type) => {
    const needed = { continuing_subword_prefix: '##', max_input_chars_per_word: 100 }
    const { model, vocabulary } = parse({
      added_tokens: [],
      model: { type, ...needed, unk_token: 'u', vocab: { u: 0, a: 5 } },
    })
    expect([model, vocabulary.size, vocabulary.maxId]).toEqual([type, 2, 5])
  })

  it('infers the kind where an old file does not say it', () => {
    expect(parse({ added_tokens: [], model: { vocab: { a: 0 }, merges: [] } }).model).toBe('BPE')
    expect(parse({ added_tokens: [], model: { vocab: [['a', 0]] } }).model).toBe('Unigram')
  })
})

describe('a BPE model without merges', () => {
  const words = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, id) => [`word${id}`, id])))
  const model = (vocab: string, merges: string) =>
    parse(`{"added_tokens":[],"model":{"type":"BPE","merges":${merges},"vocab":${vocab}}}`)

  it('is noted where its tokens need them, as the checks of an output have it', () => {
    expect(model(words(300), '[]').notes).toEqual([noMerges])
    const json = JSON.parse(`{"model":{"type":"BPE","merges":[],"vocab":${words(300)}}}`)
    expect(checkMerges(json)).toMatchObject({ status: 'fail', message: noMerges })
  })

  it('is nothing to note for the names of the bytes, or where there is a merge', () => {
    expect(model(words(256), '[]').notes).toEqual([])
    const merged = words(300).replace('{', '{"w":300,"o":301,"wo":302,')
    expect(model(merged, '["w o"]').notes).toEqual([])
    expect(model(merged, '[["w","o"]]').notes).toEqual([])
  })
})

describe('added tokens', () => {
  it('keep their place in the model, or follow behind it', () => {
    const { entries, notes, vocabulary } = parse(
      bpe('{"a":0,"b":1}', '[{"id":1,"content":"b"},{"id":2,"content":"<x>"}]'),
    )
    expect(entries).toEqual([
      ['a', 0],
      ['b', 1],
      ['<x>', 2],
    ])
    expect([0, 1, 2].map((entry) => vocabulary.isAdded(entry))).toEqual([false, true, true])
    expect(notes).toEqual([])
  })

  it('are noted when the file gives them an id that loading does not', () => {
    const { entries, notes } = parse(bpe('{"a":0}', '[{"id":131072,"content":"<x>"}]'))
    expect(entries.at(-1)).toEqual(['<x>', 1])
    expect(notes).toEqual([
      'the added token "<x>" has the id 131072 in the file, but gets 1 when it is loaded',
    ])
  })

  it('are noted when the key is not there at all', () => {
    const parsed = parse('{"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}')
    expect(parsed.hasAddedTokens).toBe(false)
    expect(parsed.notes[0]).toMatch(/no key added_tokens, .*KeyError/)
  })

  it('of other files come behind those of this one', () => {
    const extra = [
      { content: '<y>', id: 2 },
      { content: 'a', id: null },
    ]
    expect(parse(bpe('{"a":0}', '[{"id":1,"content":"<x>"}]'), extra).entries).toEqual([
      ['a', 0],
      ['<x>', 1],
      ['<y>', 2],
    ])
  })
})

describe('a tokenizer that is refused, by token and reason', () => {
  it.each([
    ['a negative id', bpe('{"a":-1}'), /-1 where a whole number.*, as the id of the token "a", at byte/],
    ['a fractional id', bpe('{"a":1.5}'), /1\.5 where a whole number.*, as the id of the token "a", at byte/],
    [
      'an id of 2^31',
      bpe('{"a":2147483648}'),
      /2147483648, which is more than 2147483647.*, as the id of the token "a", at byte/,
    ],
    ['an id beyond 2^53', bpe('{"a":9007199254740993}'), /9007199254740993, which is more/],
    ['a string as id', bpe('{"a":"1"}'), /a string where.*, as the id of the token "a", at byte/],
    ['one id for two tokens', bpe('{"a":0,"b":1,"c":1}'), /the id 1 for two tokens, "b" and "c"/],
    [
      'a negative id of an added token',
      bpe('{"a":0}', '[{"id":-1,"content":"x"}]'),
      /-1 where a whole number/,
    ],
    [
      'an added token of 2^31',
      bpe('{"a":0}', '[{"id":2147483648,"content":"x"}]'),
      /2147483648, which is more/,
    ],
    ['an added token without id', bpe('{"a":0}', '[{"content":"x"}]'), /an added token without id/],
    ['an added token without content', bpe('{"a":0}', '[{"id":1}]'), /an added token without content/],
    ['half a surrogate pair', bpe('{"\\ud800":0}'), /surrogate/],
    [
      'deep nesting',
      bpe('{"a":0}', '[]', `"x":${'['.repeat(1e5)}${']'.repeat(1e5)},`),
      /more than 128 levels/,
    ],
    ['deep nesting in the vocabulary', bpe(`{"a":${'['.repeat(1e5)}`), /an array where a whole number/],
    ['no model', '{"added_tokens":[]}', /no model/],
    ['no vocabulary', '{"added_tokens":[],"model":{"type":"BPE"}}', /no vocab in the model/],
    ['BPE without merges', '{"model":{"type":"BPE","vocab":{"a":0}}}', /no merges/],
    ['an unknown kind of model', '{"model":{"type":"XX","vocab":{}}}', /unknown model type "XX"/],
    ['an object for Unigram', '{"model":{"type":"Unigram","vocab":{}}}', /wrong kind for a Unigram/],
    ['an array for BPE', '{"model":{"type":"BPE","vocab":[["a",0]]}}', /wrong kind for a BPE/],
    ['a piece without score', '{"model":{"type":"Unigram","vocab":[["a"]]}}', /without a score at id 0/],
    ['half a file', bpe('{"a":0}').slice(0, -9), /too early|without end/],
    ['something behind the end', `${bpe('{"a":0}')}x`, /behind the end/],
    ['an array', '[]', /an array where an object/],
    ['nothing', '', /ends too early/],
  ])('%s', (_, text, says) => {
    expect(() => parse(text)).toThrow(says)
  })
})

it('is read or refused when it is changed in a few places, and nothing else', () => {
  const valid = new TextEncoder().encode(JSON.stringify(smallTokenizer(12, ['<x>'])))
  let accepted = 0
  fc.assert(
    fc.property(mutations, (changes) => {
      try {
        const { vocabulary } = parseTokenizer(mutate(valid, changes), [])
        expect(vocabulary.ids).toHaveLength(vocabulary.ends.length)
        accepted++
      } catch (error) {
        expect((error as Error).name, (error as Error).stack).toBe('JsonError')
      }
    }),
    { numRuns: 1500 },
  )
  expect(accepted).toBeGreaterThan(0)
})

it('takes the last id of a token that stands twice, as the library does, and says so', () => {
  const { entries, notes } = parse(bpe('{"a":0,"b":1,"a":2}'))
  expect(entries).toEqual([
    ['b', 1],
    ['a', 2],
  ])
  expect(notes[0]).toMatch(/repeats 1 token;/)
})

it('keeps every sort of text', () => {
  const tokens = ['', ' ', '"', '\\', '\n', '\u0000', 'é', '😀', '__proto__', 'constructor', 'Ġthe', '\ufeff']
  const vocab = `{${tokens.map((token, id) => `${JSON.stringify(token)}:${id}`).join(',')}}`
  expect(parse(bpe(vocab)).entries).toEqual(tokens.map((token, id) => [token, id]))
  const escaped = vocab.replaceAll(
    /[^\0-\x7f]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  expect(parse(bpe(escaped)).entries).toEqual(tokens.map((token, id) => [token, id]))
})
