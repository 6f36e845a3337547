import { describe, expect, it } from 'vitest'
import { packedTensor } from '../../../../src/core/model/quantisation.ts'
import { weightsFacts } from '../../../../src/core/model/weights.ts'
import { type Dtype, dtypeBits } from '../../../../src/core/safetensors/dtypes.ts'
import { parseHeader } from '../../../../src/core/safetensors/parse-header.ts'
import { packHeader } from '../../../support/safetensors-bytes.ts'
import { mistralTensors, nemoShape, type TensorSpec } from '../../../support/sparse-donor.ts'

function shard(path: string, tensors: Record<string, TensorSpec>) {
  const { json, dataBytes } = packHeader(tensors)
  const size = 8 + json.length + dataBytes
  return { path, size, header: parseHeader(new TextEncoder().encode(json), size, path) }
}

const vocabularyOf = (names: readonly string[]) =>
  weightsFacts([shard('x', Object.fromEntries(names.map((name) => [name, ['BF16', 10, 4]])))])
    .vocabularyTensors

describe('weightsFacts', () => {
  it('counts Mistral Nemo: 363 tensors, 12.2 B parameters', () => {
    const facts = weightsFacts([shard('model.safetensors', mistralTensors(nemoShape))])
    expect(facts.tensors.size).toBe(363)
    expect(facts.parameters).toBe(12_247_782_400)
    expect(facts.bytes).toBe(2 * 12_247_782_400)
    expect(facts.vocabularyTensors).toEqual([
      { name: 'model.embed_tokens.weight', kind: 'embeddings', rows: 131072, columns: 5120 },
      { name: 'lm_head.weight', kind: 'head', rows: 131072, columns: 5120 },
    ])
  })

  it('says where in its file a tensor lies, and which dtype rules', () => {
    const { tensors, dtype, repeated } = weightsFacts([
      shard('a', { norm: ['F32', 4], w: ['BF16', 4, 4] }),
      shard('b', { w: ['BF16', 4, 4], v: ['BF16', 2] }),
    ])
    expect(tensors.get('w')).toMatchObject({ shard: 'a', begin: 16, end: 48 })
    expect(tensors.get('w')!.fileOffset - tensors.get('norm')!.fileOffset).toBe(16)
    expect([dtype, repeated]).toEqual(['BF16', ['w']])
  })
})

describe('vocabulary tensors', () => {
  it.each([
    [['language_model.model.embed_tokens.weight', 'language_model.lm_head.weight']],
    [['model.language_model.embed_tokens.weight', 'lm_head.weight']],
    [['transformer.wte.weight', 'lm_head.weight']],
    [['gpt_neox.embed_in.weight', 'embed_out.weight']],
    [['model.tok_embeddings.weight', 'output.weight']],
    [['transformer.word_embeddings.weight', 'lm_head.weight']],
    [['transformer.embedding.word_embeddings.weight', 'transformer.output_layer.weight']],
    [['backbone.embeddings.weight', 'lm_head.weight']],
    [['shared.weight', 'lm_head.weight']],
    [['text_model.embeddings.token_embedding.weight']],
    [['transformer.word_embedding.weight', 'lm_loss.weight']],
    [['visual_bert.embeddings.word_embeddings.weight']],
    [['bert.embeddings.word_embeddings.weight', 'cls.predictions.decoder.weight']],
  ])('are found under %j', (names) => {
    expect(vocabularyOf(names).map(({ name }) => name)).toEqual(names)
  })

  it('are not position embeddings, norms, or those of pictures', () => {
    const others = [
      'transformer.wpe.weight',
      'vision_tower.embeddings.word_embeddings.weight',
      'model.norm.weight',
      'model.layers.0.self_attn.o_proj.weight',
      'model.layers.0.attention.output.weight',
    ]
    expect(vocabularyOf(others)).toEqual([])
  })

  it('have a bias with as many rows', () => {
    const tensors: Record<string, TensorSpec> = {
      'lm_head.weight': ['BF16', 10, 4],
      'lm_head.bias': ['BF16', 10],
    }
    expect(
      weightsFacts([shard('x', tensors)]).vocabularyTensors.map(({ name, rows }) => [name, rows]),
    ).toEqual([
      ['lm_head.bias', 10],
      ['lm_head.weight', 10],
    ])
  })
})

describe('packed weights', () => {
  it.each([
    ['GPTQ', 'model.layers.0.mlp.up_proj.qweight', ['I32', 4, 4]],
    ['fp8', 'model.layers.0.mlp.up_proj.weight', ['F8_E4M3', 4, 4]],
    ['fp8 scales', 'model.layers.0.mlp.up_proj.weight_scale_inv', ['F32', 1, 1]],
    ['bitsandbytes', 'model.layers.0.mlp.up_proj.weight.absmax', ['F32', 4]],
    ['bitsandbytes state', 'model.layers.0.mlp.up_proj.weight.quant_state.bitsandbytes__nf4', ['U8', 4]],
  ] as [string, string, TensorSpec][])('are recognised: %s', (_, name, spec) => {
    const { tensors } = weightsFacts([shard('x', { 'model.norm.weight': ['BF16', 4], [name]: spec })])
    expect(packedTensor(tensors.values())?.name).toBe(name)
  })

  it('are those of any dtype but four of floats; what is no weight may count, too', () => {
    const floats = ['F64', 'F32', 'BF16', 'F16']
    const isPacked = (dtype: Dtype, name: string, shape: readonly number[]) =>
      packedTensor([{ name, dtype, shape, shard: 'x', begin: 0, end: 0, fileOffset: 0 }]) !== null
    for (const dtype of Object.keys(dtypeBits) as Dtype[]) {
      expect(isPacked(dtype, 'model.layers.0.mlp.up_proj.weight', [8, 8]), dtype).toBe(
        !floats.includes(dtype),
      )
      const isHeld = [...floats, 'I64', 'I32', 'I16', 'I8', 'U8', 'BOOL'].includes(dtype)
      expect(isPacked(dtype, 'model.position_ids', [8]), dtype).toBe(!isHeld)
    }
  })

  const plain: Record<string, TensorSpec> = {
    ...mistralTensors(nemoShape),
    logit_scale: ['F32'],
    'score.weight': ['F32', 1, 64],
    'bn.num_batches_tracked': ['I64'],
    'bert.embeddings.position_ids': ['I64', 1, 512],
    'transformer.h.0.attn.bias': ['U8', 1, 1, 64, 64],
  }
  it.each([
    ['GPTQ', { 'l.qweight': ['I32', 4, 4], 'l.scales': ['F16', 1, 4] }],
    ['AWQ beside a head in bf16', { 'l.scales': ['F16', 1, 4] }],
    ['fp8', { 'l.weight': ['F8_E4M3', 4, 4], 'l.weight_scale_inv': ['F32', 1, 1] }],
    ['fp8 without scales', { 'l.weight': ['F8_E5M2', 4, 4] }],
    ['bitsandbytes, stored as bf16', { 'l.weight': ['BF16', 8, 1] }],
    ['int8', { 'l.weight': ['I8', 4, 4], 'l.SCB': ['F32', 4] }],
    ['AQLM', { 'l.codes': ['I16', 4, 4, 1], 'l.codebooks': ['F16', 1, 256, 1, 8] }],
    ['EXL3', { 'l.trellis': ['I16', 2, 2, 48], 'l.suh': ['F16', 4] }],
    ['HQQ', { 'l.W_q': ['U8', 4, 4], 'l.zero': ['F16', 4] }],
    ['torchao', { 'l._weight_qdata': ['I8', 4, 4], 'l._weight_scale': ['F32', 4] }],
    ['modelopt', { 'l.weight': ['U8', 4, 2], 'l.weight_scale_2': ['F32'] }],
    ['scales that nothing else shows', { 'l.weight': ['BF16', 4, 4], 'l.input_scale': ['F32'] }],
  ] as [string, Record<string, TensorSpec>][])(
    'that config.json tells of are believed where anything shows them: %s',
    (_, packed) => {
      const seen = (tensors: Record<string, TensorSpec>) =>
        packedTensor(weightsFacts([shard('x', tensors)]).tensors.values(), true)
      expect(seen(plain)).toBeNull()
      expect(seen({ ...plain, ...packed })?.name).toBe(
        Object.keys(packed).find((name) => seen({ [name]: packed[name]! })),
      )
    },
  )

  it('are not seen in a plain model', () => {
    expect(packedTensor(weightsFacts([shard('x', mistralTensors(nemoShape))]).tensors.values())).toBeNull()
  })
})
