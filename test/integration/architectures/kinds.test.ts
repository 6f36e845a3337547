import { expect, test } from 'vitest'
import { mergeTypes } from '../../architectures/merge-types.ts'

/** Some of each kind; `npm run test:architectures` does all. */
const types = {
  decoders: ['llama', 'gpt2', 'gpt_neox', 'falcon', 'cohere2', 'gemma3_text'],
  'mixtures of experts': ['mixtral', 'qwen3_moe', 'deepseek_v3', 'gpt_oss'],
  'state spaces and hybrids': ['mamba2', 'jamba', 'qwen3_next'],
  encoders: ['bert', 'modernbert', 'deberta-v2'],
  classifiers: ['llama:LlamaForSequenceClassification', 'roberta:RobertaForSequenceClassification'],
  'base models': ['mistral:MistralModel'],
  'encoders with decoders': ['t5', 'bart'],
  sound: ['whisper', 'wav2vec2'],
  pictures: ['vit', 'dinov2', 'siglip'],
  'pictures and text': ['clip', 'qwen2_5_vl', 'llava', 'gemma3', 'qwen3_vl_moe'],
}

test('types of all kinds are foreseen, merged, checked and right', { timeout: 900_000 }, async () => {
  const results = await mergeTypes({ types: Object.values(types).flat(), by: ['ours'] })
  const rights = { 'ours linear': { kind: 'right', reason: '' }, 'ours ties': { kind: 'right', reason: '' } }
  expect(results.map(({ type, unbuilt, merges }) => ({ type, unbuilt, merges }))).toEqual(
    results.map(({ type }) => ({ type, unbuilt: null, merges: rights })),
  )
})
