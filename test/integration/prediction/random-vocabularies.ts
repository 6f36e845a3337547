import fc from 'fast-check'

/** A donor as its files would tell of it; null: a folder without a tokenizer. */
export interface RandomDonor {
  readonly tokenizer: unknown
  readonly config: Readonly<Record<string, unknown>>
  readonly rows: { readonly embeddings: number; readonly head: number | null }
}

/** One merge whose vocabulary has to be decided. */
export interface VocabularyCase {
  readonly donors: Readonly<Record<string, RandomDonor>>
  readonly config: Readonly<Record<string, unknown>>
  readonly missing: 'zero' | 'mean'
  readonly compat: 'v2d' | null
}

/** Whole text is a token: what order such names have in Python is that of code points, not of UTF-16. */
const names = ['b', 'a', 'Z', 'org/model', 'ä/ö', '\u{1d49c}/model', '\uff21/model']
const letters = 'abcdefghijkl'.split('')
const texts = [...letters, 'ab', '<s>', '</s>', ' ', '▁a', "it's", '\u{1f600}', '<|im_start|>']
const namedTexts = ['<|new|>', '<|newer|>', 'a', 'c', 'h', '</s>', '<|im_start|>']

const often = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, weight = 4) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare })

/** Ids in ascending order: one behind the other, or with holes. */
const idsOf = (count: number) =>
  often(fc.constant(Array.from({ length: count }, (_, id) => id)), holed(count), 3)

const holed = (count: number) =>
  fc
    .array(often(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 3, max: 9 })), {
      minLength: count,
      maxLength: count,
    })
    .map((steps) => {
      let next = -1
      return steps.map((step) => {
        next += step
        return next
      })
    })

/** Most donors share their first letters; some were made of something else. */
const ownTokens = often(
  fc.integer({ min: 1, max: 12 }).map((count) => letters.slice(0, count)),
  fc.shuffledSubarray(texts, { minLength: 1, maxLength: 9 }),
)

const tokenizer = fc
  .record({
    own: ownTokens,
    added: often(
      fc.subarray(['<s>', '</s>', '<|im_start|>', 'ab']),
      fc.shuffledSubarray(texts, { maxLength: 4 }),
    ),
    type: often(fc.constant('BPE'), fc.constantFrom('Unigram', 'WordLevel', 'WordPiece'), 6),
    special: fc.boolean(),
    says: often(fc.constant(0), fc.integer({ min: 1, max: 5 }), 9),
  })
  .chain(({ own, ...rest }) => idsOf(own.length).map((ids) => ({ own, ids, ...rest })))
  .map(({ own, ids, added, type, special, says }) => ({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added.map((content, at) => ({
      id: own.includes(content) ? ids[own.indexOf(content)]! : own.length + at + says,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: !special,
      special,
    })),
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: modelOf(type, own, ids),
  }))

function modelOf(type: string, own: readonly string[], ids: readonly number[]): unknown {
  if (type === 'Unigram')
    return { type, unk_id: 0, vocab: own.map((token) => [token, -1]), byte_fallback: false }
  const vocab = Object.fromEntries(own.map((token, at) => [token, ids[at]]))
  if (type === 'BPE') return { type, vocab, merges: [] }
  const more = type === 'WordPiece' ? { continuing_subword_prefix: '##', max_input_chars_per_word: 100 } : {}
  return { type, vocab, unk_token: '<unk>', ...more }
}

type Tokenizer = typeof tokenizer extends fc.Arbitrary<infer T> ? T : never

const lengthOf = (document: Tokenizer | null) => {
  const { vocab } = (document?.model ?? { vocab: [] }) as { vocab: object }
  const own = Array.isArray(vocab) ? vocab.map(([token]) => token) : Object.keys(vocab)
  return new Set([...own, ...(document?.added_tokens.map(({ content }) => content) ?? [])]).size
}

/** Sizes around the tokenizer's: ghosts, padding, stale configs. */
const near = (length: number) =>
  often(
    fc.constant(Math.max(1, length)),
    fc.integer({ min: -4, max: 6 }).map((off) => Math.max(1, length + off)),
    2,
  )

const donor = often<Tokenizer | null>(tokenizer, fc.constant(null), 12).chain((document) => {
  const length = document ? lengthOf(document) : 6
  return fc
    .record({
      rows: near(length),
      headRows: often<number | null>(fc.constant(-1), often<number | null>(fc.constant(null), near(length))),
      size: often<number | null>(near(length), fc.constant(null), 12),
    })
    .map(
      ({ rows, headRows, size }): RandomDonor => ({
        tokenizer: document,
        config: {
          model_type: 'mistral',
          architectures: ['MistralForCausalLM'],
          ...(size !== null && { vocab_size: size }),
        },
        rows: { embeddings: rows, head: headRows === -1 ? rows : headRows },
      }),
    )
})

const tokenSettings = (models: readonly string[]) => {
  const model = fc.constantFrom(...models)
  const source = fc.oneof(
    model,
    fc.constant({ kind: 'zero' }),
    fc.record({ kind: fc.constant('model_token'), model, token: fc.constantFrom('a', 'b', 'h', '</s>') }),
    fc.record({ kind: fc.constant('model_token'), model, token_id: fc.integer({ min: 0, max: 14 }) }),
  )
  const setting = often(
    fc.record({ source, force: fc.boolean() }),
    fc.constant({} as { source: never; force: boolean }),
  )
  return often(fc.constant({}), fc.dictionary(fc.constantFrom(...namedTexts), setting, { maxKeys: 3 }), 1)
}

const shape = (models: readonly string[]) =>
  fc.record({
    base: fc.option(fc.constantFrom(...models)),
    inside: fc.boolean(),
    order: fc.shuffledSubarray([...models], { minLength: models.length }),
    slices: often(fc.constant(false), fc.constant(true)),
    source: fc.oneof(fc.constant('union'), fc.constant('base'), fc.constantFrom('union', ...models)),
    tokens: tokenSettings(models),
    padding: often(fc.constant(null), fc.constantFrom<number | null>(1, 2, 4, 8, 64)),
  })

type Shape = ReturnType<typeof shape> extends fc.Arbitrary<infer T> ? T : never

function configOf({ base, inside, order, slices, source, tokens, padding }: Shape): Record<string, unknown> {
  const others = order.filter((model) => model !== base)
  const alone = base === null || inside || others.length === 0
  const inputs = alone ? order : others
  const of = (models: readonly string[], at: number) => ({
    sources: models.map((model) => ({ model, layer_range: [at, at + 1] })),
  })
  const half = Math.ceil(order.length / 2)
  return {
    merge_method: alone || slices ? 'linear' : 'task_arithmetic',
    ...(base !== null && { base_model: base }),
    ...(slices
      ? { slices: [of(order.slice(0, half), 0), of(order.slice(-half), 1)] }
      : { models: inputs.map((model) => ({ model })) }),
    parameters: { weight: 1 },
    tokenizer: { source, tokens, ...(padding !== null && { pad_to_multiple_of: padding }) },
    dtype: 'float32',
  }
}

/** Merges of one to four donors, with every sort of vocabulary, tensor, config and `tokenizer` section. */
export const vocabularyCases: fc.Arbitrary<VocabularyCase> = fc
  .subarray(names, { minLength: 1, maxLength: 4 })
  .chain((models) =>
    fc.record({
      donors: fc
        .tuple(...models.map(() => donor))
        .map((list) => Object.fromEntries(models.map((m, at) => [m, list[at]!]))),
      config: shape(models).map(configOf),
      missing: fc.constantFrom('zero' as const, 'mean' as const),
      compat: often<'v2d' | null>(fc.constant(null), fc.constant('v2d')),
    }),
  )
