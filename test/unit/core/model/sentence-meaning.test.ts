import { expect, test } from 'vitest'
import { sentenceMeaning } from '../../../../src/core/model/sentence-meaning.ts'
import { judge, linear } from '../preflight/facts.ts'

const differing = (path: string, left: object, right: object) => {
  const [ours, theirs] = [left, right].map((raw) => sentenceMeaning(path, { ...raw }))
  return [...ours!.keys()].filter(
    (field) => theirs!.has(field) && theirs!.get(field)!.text !== ours!.get(field)!.text,
  )
}
const type = (name: string) => ({ type: `sentence_transformers.models.${name}` })
const settings = 'config_sentence_transformers.json'

test.each([
  [
    '1_Pooling/config.json',
    { pooling_mode_cls_token: true },
    { pooling_mode_mean_tokens: true },
    'pooling_mode',
  ],
  ['1_Pooling/config.json', { pooling_mode: 'cls' }, { pooling_mode_mean_tokens: true }, 'pooling_mode'],
  ['1_Pooling/config.json', { include_prompt: false }, {}, 'include_prompt'],
  [
    'modules.json',
    { modules: [type('Transformer'), type('Normalize')] },
    { modules: [type('Transformer')] },
    'modules',
  ],
  [settings, { prompts: { query: 'q: ' } }, {}, 'prompts'],
  [settings, { similarity_fn_name: 'dot' }, { similarity_fn_name: null }, 'similarity_fn_name'],
  ['sentence_bert_config.json', { do_lower_case: true }, {}, 'do_lower_case'],
  ['sentence_bert_config.json', { max_seq_length: 128 }, { max_seq_length: 512 }, 'max_seq_length'],
])('%s: %j and %j differ in %s', (path, left, right, field) => {
  expect(differing(path, left, right)).toEqual([field])
  expect(differing(path, right, left)).toEqual([field])
})

test.each([
  [
    '1_Pooling/config.json',
    { pooling_mode: 'mean', embedding_dimension: 8 },
    { pooling_mode_mean_tokens: true, pooling_mode_cls_token: false, word_embedding_dimension: 8 },
  ],
  [
    settings,
    { __version__: { torch: '2' }, prompts: { query: '' }, similarity_fn_name: 'cosine' },
    { __version__: {} },
  ],
  [
    'modules.json',
    { modules: [{ type: 'sentence_transformers.sentence_transformer.modules.Pooling' }] },
    { modules: [type('Pooling')] },
  ],
])('%s: %j and %j mean the same', (path, left, right) => {
  expect(differing(path, left, right)).toEqual([])
})

test('a merge is told of it with the file, and with whose the output takes', () => {
  const pooling = (way: string) => ({
    sentence: { '1_Pooling/config.json': { [`pooling_mode_${way}`]: true } },
  })
  const { findings } = judge(linear(['a', 'b']), { a: pooling('cls_token'), b: pooling('mean_tokens') })
  expect(findings.filter(({ severity }) => severity !== 'info')).toMatchObject([
    {
      code: 'config-values-clash',
      message:
        'pooling_mode of 1_Pooling/config.json differs: ["cls"] in a; ["mean"] in b; the output takes ["cls"], from a',
    },
  ])
})
