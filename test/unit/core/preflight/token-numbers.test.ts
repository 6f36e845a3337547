import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judge, letters } from './facts.ts'

/** The usual letters by the usual ids, some of them renamed, some in each other's places. */
const vocabulary = fc.oneof(
  fc.constant(letters),
  fc.shuffledSubarray([...letters], { minLength: letters.length }),
  fc
    .subarray([...letters])
    .map((kept) => letters.map((letter) => (kept.includes(letter) ? letter : `${letter}${kept.length % 3}`))),
)

const models = ['a', 'b', 'c'] as const
const merges = fc.record({
  vocabularies: fc.tuple(vocabulary, vocabulary, vocabulary),
  stacked: fc.array(fc.constantFrom(...models), { minLength: 1, maxLength: 3 }),
  base: fc.option(fc.constantFrom(...models)),
  isStacked: fc.boolean(),
})

/** Ids that the tokenizers of a tensor call differently, and whether one of its tokens stands in two places. */
function mixed(vocabularies: readonly (readonly string[])[]) {
  const ids = letters.filter((_, id) => new Set(vocabularies.map((tokens) => tokens[id])).size > 1).length
  const moved = vocabularies.some((one) =>
    one.some((token, id) =>
      vocabularies.some((other) => other.includes(token) && other.indexOf(token) !== id),
    ),
  )
  return { ids, moved }
}

test('rows that are other tokens to another donor of their tensor, or to the output tokenizer, are found without a tokenizer key', () => {
  fc.assert(
    fc.property(merges, ({ vocabularies, stacked, base, isStacked }) => {
      const inputs = isStacked ? stacked : models
      const used = [...new Set([...(base ? [base] : []), ...inputs])]
      const slices = stacked.map((model) => `{sources: [{model: ${model}, layer_range: [0, 2]}]}`)
      const config = [
        `merge_method: ${isStacked ? 'passthrough' : 'linear'}`,
        ...(base ? [`base_model: ${base}`] : []),
        isStacked ? `slices: [${slices}]` : `models: [${models.map((model) => `{model: ${model}}`)}]`,
        ...(isStacked ? [] : ['parameters: {weight: 1}']),
      ].join('\n')
      const tokensOf = (name: string) => vocabularies[models.findIndex((model) => model === name)]!
      const donors = Object.fromEntries(used.map((name) => [name, { tokens: tokensOf(name) }]))
      const { findings, patched, stock } = judge(config, donors)
      const tensors = isStacked ? [[stacked[0]!], [stacked.at(-1)!]] : [models]
      const each = (lead: string) => tensors.map((names) => mixed([...names, lead].map(tokensOf)))
      const under = (lead: string) => ({
        isAny: each(lead).some(({ ids }) => ids > 0),
        isWrong: each(lead).some(({ ids, moved }) => moved || ids > letters.length / 20),
      })
      const message = findings.find(({ code }) => code === 'vocabularies-mixed')?.message
      const told = message !== undefined
      const ours = under(base ?? inputs[0]!)
      expect({ told, outcome: patched.outcome }, config).toEqual({
        told: ours.isAny,
        outcome: ours.isWrong ? 'wrong' : 'succeeds',
      })
      const counted = each(base ?? inputs[0]!).map(({ ids }) => ids)
      const said = Number(/^(\d+) row/.exec(message ?? '')?.[1] ?? Number.NaN)
      if (!Number.isNaN(said)) expect(counted).toContain(said)
      const wrong = new Set((base ? [base] : used).map((lead) => under(lead).isWrong))
      expect(stock.outcome, config).toBe(
        wrong.size > 1 ? 'by-chance' : wrong.has(true) ? 'wrong' : 'succeeds',
      )
    }),
    { numRuns: 300 },
  )
})

test('one renamed token among many is told, and does not spoil the merge', () => {
  const many = Array.from({ length: 100 }, (_, id) => `t${id}`)
  const { findings, patched } = judge(
    'merge_method: linear\nmodels: [{model: a}, {model: b}]\nparameters: {weight: 1}\n',
    { a: { tokens: many }, b: { tokens: many.with(7, '<|im_start|>') } },
  )
  expect(findings.find(({ code }) => code === 'vocabularies-mixed')?.message).toBe(
    '1 row of model.embed_tokens.weight belongs to different tokens, and without a tokenizer key they are taken for the same: row 7 is "t7" in a, and "<|im_start|>" in b',
  )
  expect(patched.outcome).toBe('succeeds')
})
