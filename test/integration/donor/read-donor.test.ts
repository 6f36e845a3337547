import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readDonor } from '../../../src/adapters/donor/read-donor.ts'
import { openLocalModel } from '../../../src/adapters/files/model/local-model-files.ts'
import type { DonorFacts, DonorOptions } from '../../../src/core/model/facts.ts'
import { badSafetensors } from '../../support/bad-safetensors.ts'
import {
  mistralConfig,
  mistralTensors,
  nemoShape,
  smallShape,
  smallTokenizer,
  type TensorSpec,
  writeSparseDonor,
  writeSparseSafetensors,
} from '../../support/sparse-donor.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const temporary = temporaryFolder()
let count = 0

/** A good donor, then what `spoil` makes of it. */
async function donor(
  spoil: (folder: string) => Promise<unknown> | undefined = () => undefined,
  shards = 1,
): Promise<string> {
  const folder = await writeSparseDonor(temporary.path(`d${count++}`), smallShape, smallTokenizer(64), shards)
  await spoil(folder)
  return folder
}

async function read(folder: string, options?: DonorOptions): Promise<DonorFacts> {
  return readDonor(await openLocalModel('the donor', folder), options)
}

/** `code: message` of every finding of a donor that was spoiled like this. */
async function findings(
  spoil: (folder: string) => Promise<unknown> | undefined,
  options?: DonorOptions,
  shards = 1,
) {
  const facts = await read(await donor(spoil, shards), options)
  for (const finding of facts.findings) {
    expect(finding.donor).toBe('the donor')
    expect(finding.message).not.toMatch(/[\u0000-\u001f\u007f]/)
  }
  return facts.findings.map(({ code, message }) => `${code}: ${message}`)
}

const write = (name: string, content: string | object) => (folder: string) =>
  writeFile(`${folder}/${name}`, typeof content === 'string' ? content : JSON.stringify(content))
const index = 'model.safetensors.index.json'
const quantisedConfig = {
  ...mistralConfig(smallShape),
  quantization_config: { quant_method: 'gptq', bits: 4 },
}

describe('a head beside embeddings that the config ties', () => {
  async function tied(head: (bytes: Buffer) => Promise<void> | void): Promise<boolean | undefined> {
    const folder = await donor()
    await writeFile(
      `${folder}/config.json`,
      JSON.stringify({ ...mistralConfig(smallShape), tie_word_embeddings: true }),
    )
    const before = await read(folder)
    const [embeddings, own] = ['model.embed_tokens.weight', 'lm_head.weight'].map(
      (name) => before.weights!.tensors.get(name)!,
    )
    const path = `${folder}/${own!.shard}`
    const file = await readFile(path)
    const bytes = Buffer.alloc(own!.end - own!.begin, 7)
    bytes.copy(file, embeddings!.fileOffset)
    await head(bytes)
    bytes.copy(file, own!.fileOffset)
    await writeFile(path, file)
    return (await read(folder)).weights!.headIsCopy
  }

  it('is known for a copy by its values', async () => {
    expect(await tied(() => {})).toBe(true)
    for (const at of [0, -1])
      expect(await tied((bytes) => void bytes.writeUInt8(8, at < 0 ? bytes.length - 1 : 0))).toBe(false)
    expect((await read(await donor())).weights!.headIsCopy).toBeUndefined()
  })
})

describe('a good donor', () => {
  it('tells all without a finding', async () => {
    const facts = await read(await donor(() => undefined, 3))
    expect(facts.findings).toEqual([])
    expect(facts.config).toMatchObject({
      architecture: 'MistralForCausalLM',
      layers: 2,
      headDim: 32,
      vocabSize: 64,
    })
    expect(facts.weights).toMatchObject({
      dtype: 'BF16',
      vocabularyTensors: [
        { rows: 64, kind: 'embeddings' },
        { rows: 64, kind: 'head' },
      ],
    })
    expect(facts.weights?.shards).toHaveLength(3)
    expect(facts.weights?.bytes).toBe(2 * facts.weights!.parameters)
    expect(facts.tokenizer).toMatchObject({
      source: 'tokenizer.json',
      model: 'BPE',
      eos: { token: '</s>', id: 2 },
      bos: { token: '<s>', id: 1 },
      pad: null,
    })
    expect([facts.tokenizer?.vocabulary?.size, facts.tokenizer?.vocabulary?.maxId]).toEqual([64, 63])
  })

  it('may be a Mistral 3 with a picture tower', async () => {
    const folder = await donor(async (path) => {
      const { architectures, vocab_size, ...text } = mistralConfig(smallShape)
      await write('config.json', {
        architectures: ['Mistral3ForConditionalGeneration'],
        model_type: 'mistral3',
        text_config: { ...text, vocab_size: 64 },
      })(path)
      await writeSparseSafetensors(`${path}/model.safetensors`, {
        ...mistralTensors(smallShape, 'language_model.'),
        'vision_tower.patch_conv.weight': ['BF16', 8, 3, 2, 2],
      })
    })
    const facts = await read(folder)
    expect(facts.findings).toEqual([])
    expect(facts.config).toMatchObject({ vocabSizeKey: 'text_config.vocab_size', hiddenSize: 64, layers: 2 })
    expect(facts.weights?.vocabularyTensors.map(({ name }) => name)).toEqual([
      'language_model.model.embed_tokens.weight',
      'language_model.lm_head.weight',
    ])
  })

  it('may lie in the Hub cache, as links to blobs', async () => {
    const real = await donor()
    const snapshot = temporary.path('models--a--b/snapshots/1')
    await mkdir(snapshot, { recursive: true })
    await mkdir(temporary.path('models--a--b/blobs'))
    for (const name of ['config.json', 'model.safetensors', 'tokenizer.json']) {
      execFileSync('cp', [
        '--sparse=always',
        `${real}/${name}`,
        temporary.path(`models--a--b/blobs/${name}-blob`),
      ])
      await symlink(`../../blobs/${name}-blob`, `${snapshot}/${name}`)
    }
    const facts = await read(snapshot)
    expect([facts.findings, facts.tokenizer?.vocabulary?.size]).toEqual([[], 64])
  })

  it('shows its ghosts: tokens behind the rows', async () => {
    const facts = await read(
      await donor(write('tokenizer.json', smallTokenizer(64, ['<|im_start|>', '<|im_end|>']))),
    )
    const vocabulary = facts.tokenizer!.vocabulary!
    const from = vocabulary.firstEntryFrom(facts.weights!.vocabularyTensors[0]!.rows)
    expect([from, vocabulary.tokenAt(from), vocabulary.idAt(from)]).toEqual([64, '<|im_start|>', 64])
  })

  it('may have a LoRA adapter beside it', async () => {
    const folder = await donor(async (path) => {
      await write('adapter_config.json', {
        base_model_name_or_path: 'org/base',
        peft_type: 'LORA',
        r: 16,
        target_modules: ['q_proj'],
      })(path)
      await writeSparseSafetensors(`${path}/adapter_model.safetensors`, { a: ['F32', 16, 64] })
    })
    expect((await read(folder)).adapter).toMatchObject({
      kind: 'LORA',
      baseModel: 'org/base',
      rank: 16,
      targetModules: ['q_proj'],
      bytes: 4096,
    })
  })
})

describe('what is read of a donor', () => {
  /** The facts, and every range of safetensors files that was asked for. */
  async function reads(folder: string) {
    const ranges: [path: string, bytes: number][] = []
    const files = await openLocalModel('x', folder)
    const read: typeof files.read = async (path, start, end) => {
      if (path.endsWith('.safetensors')) ranges.push([path, end - start])
      return files.read(path, start, end)
    }
    return { facts: await readDonor({ ...files, read }), ranges }
  }

  it('of a 12 B model is 64 KiB a shard at most, in one request each', async () => {
    const folder = await writeSparseDonor(temporary.path('nemo'), nemoShape, smallTokenizer(64), 5)
    const { facts, ranges } = await reads(folder)
    expect([facts.weights?.tensors.size, facts.weights?.parameters]).toEqual([363, 12_247_782_400])
    expect(ranges.map(([path]) => path).sort()).toEqual(facts.weights?.shards.map(({ path }) => path))
    expect(Math.max(...ranges.map(([, bytes]) => bytes))).toBeLessThanOrEqual(65_536)
  })

  it('is two requests and no byte of data where the header is long', async () => {
    const tensors = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [`tensor number ${i}`, ['BF16', 2] as const]),
    )
    const { facts, ranges } = await reads(
      await donor((folder) => writeSparseSafetensors(`${folder}/model.safetensors`, tensors)),
    )
    expect(facts.weights?.tensors.size).toBe(3000)
    expect(ranges.map(([, bytes]) => bytes)).toEqual([65_536, facts.weights!.shards[0]!.dataStart - 65_536])
  })

  it('of an adapter is the adapter', async () => {
    const folder = await donor(async (path) => {
      await write('adapter_config.json', { r: 8 })(path)
      await writeSparseSafetensors(`${path}/adapter_model.safetensors`, { a: ['F32', 8] })
    })
    const facts = await read(folder, { adapterOnly: true })
    expect(facts).toMatchObject({
      config: null,
      weights: null,
      tokenizer: null,
      findings: [],
      adapter: { rank: 8, bytes: 32 },
    })
    const plain = await read(await donor(), { adapterOnly: true })
    expect(plain.findings.map(({ code }) => code)).toEqual(['lora-missing-config'])
  })
})

describe('damaged weights', () => {
  it.each(badSafetensors.map((bad) => [bad.name, bad] as const))('%s', async (_, { bytes, says }) => {
    const [finding, ...more] = await findings((folder) => writeFile(`${folder}/model.safetensors`, bytes))
    expect(finding).toMatch(/^header-invalid: model\.safetensors is not a valid safetensors file: /)
    expect(finding).toMatch(says)
    expect(more).toEqual([])
  })

  it.each([
    ['no weights', (f) => rm(`${f}/model.safetensors`), /^donor-empty: it has no weights/],
    [
      'an empty header',
      (f) => writeFile(`${f}/model.safetensors`, '\x02\0\0\0\0\0\0\0{}'),
      /^donor-empty: there is no tensor in/,
    ],
    [
      'a named pipe',
      (f) => {
        execFileSync('sh', ['-c', `rm ${f}/model.safetensors; mkfifo ${f}/model.safetensors`])
        return undefined
      },
      /^donor-unreadable: .*is a named pipe/,
    ],
    [
      'an index that leaves the folder',
      write(index, { weight_map: { a: '../x.safetensors' } }),
      /^index-invalid: .*"\.\.\/x\.safetensors", which leaves the model folder/,
    ],
    [
      'an index of gigabytes',
      async (f) => {
        await writeFile(`${f}/${index}`, '')
        await truncate(`${f}/${index}`, 3e9)
      },
      /^donor-unreadable: .*3\.00 GB/,
    ],
    ['an index that is no JSON', write(index, '<html>'), /^index-invalid: .*is a web page/],
    [
      'a missing shard',
      write(index, { weight_map: { a: 'model-1.safetensors', b: 'model-1.safetensors' } }),
      /^shard-missing: the shard "model-1.safetensors" is missing; 2 tensors/,
    ],
    [
      'an index that promises too much',
      write(index, { weight_map: { a: 'model.safetensors' } }),
      /^index-invalid: .*"a" is in "model.safetensors", but it is not/,
    ],
    [
      'shards of another name',
      async (f) => {
        await writeSparseSafetensors(`${f}/weights.safetensors`, {})
        await rm(`${f}/model.safetensors`)
      },
      /^donor-empty: .*mergekit does not read "weights.safetensors"/,
    ],
    [
      'fp8 weights',
      (f) => writeSparseSafetensors(`${f}/model.safetensors`, { 'a.weight': ['F8_E4M3', 4, 4] }),
      /^donor-quantised: .*"a.weight" is F8_E4M3/,
    ],
  ] as [string, (folder: string) => Promise<unknown> | undefined, RegExp][])(
    '%s is an error',
    async (_, spoil, says) => {
      expect((await findings(spoil))[0]).toMatch(says)
    },
  )

  it('a hundred missing shards are not a hundred findings', async () => {
    const weight_map = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`t${i}`, `s${i}.safetensors`]),
    )
    const messages = await findings(write(index, { weight_map }))
    expect(messages).toHaveLength(6)
    expect(messages.join()).toMatch(/95 more shards of model\.safetensors\.index\.json are missing/)
  })

  it('a shard that leaves the model by a link is not read', async () => {
    await writeSparseSafetensors(temporary.path('outside.safetensors'), { secret: ['BF16', 1] })
    const messages = await findings(async (folder) => {
      await rm(`${folder}/model.safetensors`)
      await symlink('../outside.safetensors', `${folder}/model.safetensors`)
    })
    expect(messages[0]).toMatch(/^donor-unreadable: .*leaves the model's folder/)
  })

  it('a tensor in two shards is an error that names it', async () => {
    const messages = await findings(
      (folder) =>
        writeSparseSafetensors(`${folder}/model-00003-of-00003.safetensors`, {
          'model.norm.weight': ['BF16', 64],
          'lm_head.weight': ['BF16', 64, 64],
          'model.embed_tokens.weight': ['BF16', 64, 64],
        }),
      {},
      3,
    )
    expect(messages).toContain('tensor-duplicate: the tensor "model.embed_tokens.weight" is in two shards')
  })

  it('a tensor that the index leaves out is a warning, and none of the donor', async () => {
    const tensors = Object.keys(mistralTensors(smallShape)).filter((name) => name !== 'lm_head.weight')
    const spoilt = await donor(
      write(index, { weight_map: Object.fromEntries(tensors.map((name) => [name, 'model.safetensors'])) }),
    )
    const { findings, weights } = await read(spoilt)
    expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      expect.stringMatching(/^donor-note: the tensor "lm_head.weight" is not in/),
    ])
    expect([...weights!.tensors.keys()].sort()).toEqual(tensors.sort())
    expect(weights!.vocabularyTensors.map(({ name }) => name)).toEqual(['model.embed_tokens.weight'])
  })

  it.each([1, 3])(
    'weights that nothing names are told with what they alone hold: %i shards',
    async (shards) => {
      const own: Record<string, TensorSpec> = {
        'v_head.summary.weight': ['F32', 1, 8],
        'v_head.bias': ['F32', 1],
      }
      const all = mistralTensors(smallShape)
      const told = await findings(
        async (folder) => {
          await writeSparseSafetensors(`${folder}/value_head.safetensors`, own)
          await writeSparseSafetensors(`${folder}/model-old.safetensors`, all)
          await writeSparseSafetensors(`${folder}/consolidated.safetensors`, own)
          for (const name of ['score.bin', 'optimizer.pt', 'pytorch_model.bin'])
            await write(name, 'a pickle')(folder)
        },
        {},
        shards,
      )
      expect(told).toEqual([
        expect.stringMatching(
          /^donor-note: the merge takes nothing of .*"value_head.safetensors" \("v_head.*" and 1 more tensor\)/,
        ),
      ])
      expect(told[0]).toContain('"score.bin"')
      expect(told[0]).not.toMatch(/old|consolidated|optimizer|pytorch_model/)
    },
  )

  it('pickles are refused unless they are asked for', async () => {
    const spoil = async (folder: string) => {
      await rm(`${folder}/model.safetensors`)
      await write('pytorch_model.bin', 'x')(folder)
    }
    expect(await findings(spoil)).toEqual([expect.stringMatching(/^donor-pickle: .*"pytorch_model.bin"/)])
    expect(await findings(spoil, { allowPickle: true })).toEqual([
      expect.stringMatching(/^donor-pickle-allowed: /),
    ])
  })
})

describe('a config that is', () => {
  it.each([
    ['absent', (f) => rm(`${f}/config.json`), 'config-json-missing: it has no config.json'],
    ['not JSON', write('config.json', '{"a":'), 'config-json-missing: config.json is not JSON'],
    ['an escape sequence', write('config.json', '\u001b[2J'), 'config-json-missing: config.json is not JSON'],
    ['a list', write('config.json', '[]'), 'config-json-missing: config.json holds no JSON object'],
    [
      'deeply nested',
      write('config.json', `${'['.repeat(1e5)}${']'.repeat(1e5)}`),
      'config-json-missing: config.json is not JSON: more than 64 levels of nesting',
    ],
    [
      'of an adapter',
      async (f) => {
        await rm(`${f}/config.json`)
        await write('adapter_config.json', {})(f)
        await writeSparseSafetensors(`${f}/adapter_model.safetensors`, { a: ['F32', 1] })
      },
      'config-json-missing: it is a LoRA adapter, not a model',
    ],
    [
      'of two architectures',
      write('config.json', { ...mistralConfig(smallShape), architectures: ['A', 'B'] }),
      'architecture-multiple: config.json names 2 architectures',
    ],
    [
      'quantised',
      async (folder) => {
        await write('config.json', quantisedConfig)(folder)
        const packed: Record<string, TensorSpec> = { 'model.layers.0.mlp.up_proj.qweight': ['I32', 8, 64] }
        await writeSparseSafetensors(`${folder}/model.safetensors`, packed)
      },
      'donor-quantised: config.json says that it is quantised (gptq, 4 bits)',
    ],
    [
      'left from when it was quantised',
      write('config.json', quantisedConfig),
      'donor-note: config.json says that it is quantised (gptq, 4 bits), and its tensors are plain',
    ],
  ] as [string, (folder: string) => Promise<unknown>, string][])('%s', async (_, spoil, says) => {
    const [finding, ...more] = await findings(spoil)
    expect(finding?.startsWith(says), finding).toBe(true)
    expect(more).toEqual([])
  })

  it.each([
    ['config.json', { model_type: 'own', auto_map: { AutoConfig: 'evil.Config' } }],
    ['tokenizer_config.json', { tokenizer_class: 'Own', auto_map: { AutoTokenizer: ['evil.Config', null] } }],
  ])('bringing code of its own in %s is refused unless it is asked for', async (file, own) => {
    const spoil = write(file, { ...mistralConfig(smallShape), ...own })
    expect(await findings(spoil)).toEqual([expect.stringMatching(/^remote-code: .*"evil.Config"/)])
    expect(await findings(spoil, { trustRemoteCode: true })).toEqual([
      expect.stringMatching(/^remote-code-allowed: /),
    ])
  })

  it.each([
    ['config.json', { auto_map: { AutoConfig: 'own.Config' } }],
    ['config.json', { auto_map: { AutoModelForCausalLM: 'own.Model' } }],
    [
      'tokenizer_config.json',
      { tokenizer_class: 'LlamaTokenizerFast', auto_map: { AutoTokenizer: ['own.T', null] } },
    ],
    ['tokenizer_config.json', { auto_map: { AutoConfig: 'own.Config' } }],
  ])('bringing code in %s that nobody runs is a warning', async (file, own) => {
    const spoil = write(file, { ...mistralConfig(smallShape), ...own })
    expect(await findings(spoil)).toEqual([expect.stringMatching(/^remote-code-unused: .*"own\./)])
  })
})

describe('a tokenizer that is', () => {
  it.each([
    [
      'of gigabytes',
      (f) => truncate(`${f}/tokenizer.json`, 4e9),
      /^tokenizer-unusable: tokenizer\.json has 4\.00 GB/,
    ],
    [
      'deeply nested',
      write('tokenizer.json', `{"model":${'['.repeat(1e5)}`),
      /^tokenizer-broken: .*an array where an object/,
    ],
    [
      'full of negative ids',
      write('tokenizer.json', { model: { type: 'BPE', vocab: { a: -1 } } }),
      /^tokenizer-broken: .*-1 where .* as the id of the token "a"/,
    ],
    [
      'too large in its ids',
      write('tokenizer.json', { model: { type: 'BPE', vocab: { a: 2 ** 31 } } }),
      /^tokenizer-unusable: .*2147483648, which is more/,
    ],
    [
      'a named pipe',
      (f) => {
        execFileSync('sh', ['-c', `rm ${f}/tokenizer.json; mkfifo ${f}/tokenizer.json`])
        return undefined
      },
      /^tokenizer-unusable: .*named pipe/,
    ],
    [
      'not JSON',
      write('tokenizer.json', 'x'),
      /^tokenizer-broken: tokenizer\.json cannot be used: it holds no JSON value at byte 0/,
    ],
    [
      'beside a broken tokenizer_config.json',
      write('tokenizer_config.json', '{'),
      /^tokenizer-broken: tokenizer_config\.json is not JSON/,
    ],
    [
      'beside a broken special_tokens_map.json that transformers reads',
      write('special_tokens_map.json', '{,}'),
      /^tokenizer-broken: special_tokens_map\.json is not JSON/,
    ],
    [
      'beside a broken special_tokens_map.json that transformers passes over',
      async (f) => {
        await write('tokenizer_config.json', { added_tokens_decoder: {} })(f)
        await write('special_tokens_map.json', '{,}')(f)
      },
      /^tokenizer-note: special_tokens_map\.json is not JSON/,
    ],
    [
      'with a length in words',
      write('tokenizer_config.json', { model_max_length: 'lots' }),
      /^tokenizer-unusable: tokenizer_config\.json: model_max_length is "lots", where a number belongs/,
    ],
    [
      'beside added tokens with a fraction as id',
      write('added_tokens.json', { x: 1.5 }),
      /^tokenizer-broken: added_tokens\.json gives the token "x" the id 1\.5/,
    ],
    [
      'only sentencepiece',
      async (f) => {
        await rm(`${f}/tokenizer.json`)
        await write('tokenizer.model', 'x')(f)
      },
      /^tokenizer-partial: it has only tokenizer\.model, no tokenizer\.json: .*cannot be known/,
    ],
    [
      'without the key added_tokens',
      write('tokenizer.json', { ...smallTokenizer(64), added_tokens: undefined }),
      /^tokenizer-note: tokenizer\.json: it has no key added_tokens/,
    ],
  ] as [string, (folder: string) => Promise<unknown> | undefined, RegExp][])('%s', async (_, spoil, says) => {
    const messages = await findings(spoil)
    expect(messages).toEqual([expect.stringMatching(says)])
  })

  it('absent is null, and left to those who know the base model', async () => {
    const facts = await read(await donor((folder) => rm(`${folder}/tokenizer.json`)))
    expect([facts.tokenizer, facts.findings]).toEqual([null, []])
  })

  it('only sentencepiece still has its special tokens and template', async () => {
    const facts = await read(
      await donor(async (folder) => {
        await rm(`${folder}/tokenizer.json`)
        await write('tokenizer.model', 'x')(folder)
        await write('chat_template.jinja', '{{ messages }}')(folder)
      }),
    )
    expect(facts.tokenizer).toMatchObject({
      source: 'tokenizer.model',
      model: null,
      vocabulary: null,
      eos: { token: '</s>', id: null },
      chatTemplate: '{{ messages }}',
    })
  })

  it('without the key added_tokens says whether stock fails on it', async () => {
    const lacking = { ...smallTokenizer(64), added_tokens: undefined }
    const facts = await read(await donor(write('tokenizer.json', lacking)))
    expect(facts.tokenizer?.lacksAddedTokensKey).toBe(true)
    const named = await donor(async (folder) => {
      await write('tokenizer.json', lacking)(folder)
      await write('tokenizer_config.json', { added_tokens_decoder: { 1: { content: '<s>' } } })(folder)
    })
    expect((await read(named)).tokenizer?.lacksAddedTokensKey).toBe(false)
  })
})
