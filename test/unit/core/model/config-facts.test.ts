import { describe, expect, it } from 'vitest'
import { parseLenientJson } from '../../../../src/core/json/lenient.ts'
import { configFacts } from '../../../../src/core/model/config-facts.ts'

describe('configFacts', () => {
  it('takes the head_dim of Nemo, which is not hidden size / heads', () => {
    const facts = configFacts({
      architectures: ['MistralForCausalLM'],
      hidden_size: 5120,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 128,
      num_hidden_layers: 40,
      vocab_size: 131072,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
    })
    expect(facts).toMatchObject({
      headDim: 128,
      layers: 40,
      hiddenSize: 5120,
      vocabSize: 131072,
      vocabSizeKey: 'vocab_size',
    })
    expect(facts).toMatchObject({
      architecture: 'MistralForCausalLM',
      tiedEmbeddings: false,
      dtype: 'bfloat16',
    })
    expect(configFacts({ hidden_size: 4096, num_attention_heads: 32 }).headDim).toBe(128)
  })

  it('looks into text_config', () => {
    const facts = configFacts({
      architectures: ['Mistral3ForConditionalGeneration'],
      dtype: 'bfloat16',
      text_config: { hidden_size: 5120, num_hidden_layers: 40, vocab_size: 131072, eos_token_id: 2 },
      vision_config: { hidden_size: 1024, num_hidden_layers: 24 },
    })
    expect(facts).toMatchObject({
      hiddenSize: 5120,
      layers: 40,
      vocabSize: 131072,
      vocabSizeKey: 'text_config.vocab_size',
    })
    expect(facts).toMatchObject({ dtype: 'bfloat16', eosTokenIds: [2] })
  })

  it('knows the names of GPT-2', () => {
    expect(configFacts({ n_layer: 12, n_embd: 768, n_head: 12 })).toMatchObject({
      layers: 12,
      hiddenSize: 768,
      heads: 12,
      headDim: 64,
    })
  })

  it.each([
    [{ quant_method: 'gptq', bits: 4 }, 'gptq, 4 bits'],
    [{ quant_method: 'awq', bits: 4 }, 'awq, 4 bits'],
    [{ quant_method: 'fp8', fmt: 'e4m3' }, 'fp8, e4m3'],
    [{ load_in_4bit: true }, 'bitsandbytes, 4 bits'],
    [{ quant_method: 'compressed-tensors', format: 'pack-quantized' }, 'compressed-tensors, pack-quantized'],
  ])('names the quantisation of %j', (quantization_config, detail) => {
    expect(configFacts({ quantization_config }).quantisation?.detail).toBe(detail)
    expect(configFacts({ text_config: { quantization_config } }).quantisation?.detail).toBe(detail)
  })

  it('takes how plain weights are computed with for no quantisation', () => {
    const online = { quant_method: 'bitnet', quantization_mode: 'online' }
    expect(configFacts({ quantization_config: online }).quantisation).toBeNull()
    const offline = { ...online, quantization_mode: 'offline' }
    expect(configFacts({ quantization_config: offline }).quantisation?.method).toBe('bitnet')
  })

  it('lists the code that auto_map would run', () => {
    const auto_map = { AutoConfig: 'x--y.Config', AutoTokenizer: ['tok.A', null] }
    expect(configFacts({ auto_map }).remoteCode).toEqual(['x--y.Config', 'tok.A'])
  })

  it('takes nothing from values of the wrong type, nor from the prototype', () => {
    const facts = configFacts({
      architectures: 'MistralForCausalLM',
      vocab_size: '32000',
      num_hidden_layers: -2,
      hidden_size: 1.5,
      eos_token_id: [2, 'x', 7],
      text_config: [],
    })
    expect(facts).toMatchObject({
      architecture: null,
      vocabSize: null,
      layers: null,
      hiddenSize: null,
      eosTokenIds: [2, 7],
    })
    const trap = JSON.parse('{"__proto__":{"vocab_size":5}}')
    expect(configFacts(trap).vocabSize).toBeNull()
  })

  it('has one architecture or none', () => {
    expect(configFacts({ architectures: ['A', 'B'] })).toMatchObject({
      architecture: null,
      architectures: ['A', 'B'],
    })
  })
})

describe('parseLenientJson', () => {
  const parse = (text: string) => parseLenientJson(new TextEncoder().encode(text))

  it('reads the NaN and Infinity that Python writes, but not inside texts', () => {
    expect(parse('{"a":[0.0, Infinity, -Infinity, NaN],"b":"NaN \\" Infinity"}')).toEqual({
      a: [0, null, null, null],
      b: 'NaN " Infinity',
    })
  })

  it.each(['{"a":NaNa}', '{', '', 'Infinity}'])('refuses %s', (text) => {
    expect(() => parse(text)).toThrow(SyntaxError)
  })

  it('refuses what is not UTF-8', () => {
    expect(() => parseLenientJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(TypeError)
  })
})
