import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyFolder } from '../../../src/steps/verify/verify-folder.ts'
import { fillRow, readShard, withoutTensor, writeShard } from '../../support/model-bytes.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'

const run = promisify(execFile)
const embeddings = 'model.embed_tokens.weight'
const norm = 'model.layers.0.input_layernorm.weight'
let folder: string
let config: string

/** All in one Python, because most of each would be its start. */
const make = `
import sys
from pathlib import Path
from mergekit.scripts.run_yaml import main
from mergescope.demo.small import write_small
folder = Path(sys.argv[1])
write_small(folder / "base")
write_small(folder / "tuned", moved=0.5)
write_small(folder / "other", tokens=600, added=["<|im_start|>"])
for output, more in {"merged": [], "sharded": ["--out-shard-size", "20000"]}.items():
    main([str(folder / "config.yml"), str(folder / output), *more], standalone_mode=False)
`

/** Two donors and what plain mergekit makes of them, as one file and in shards. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mergescope-verify-'))
  config = join(folder, 'config.yml')
  const models = ['base', 'tuned'].map(
    (name) => `  - {model: ${join(folder, name)}, parameters: {weight: 0.5}}`,
  )
  await writeFile(config, `merge_method: linear\ndtype: bfloat16\nmodels:\n${models.join('\n')}\n`)
  await run(testPython(), ['-c', make, folder], {
    env: { ...process.env, PYTHONPATH: join(repositoryRoot, 'python'), HF_HUB_OFFLINE: '1' },
  })
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function copyOf(name: string): Promise<string> {
  const copy = join(folder, `copy-${Math.random()}`)
  await cp(join(folder, name), copy, { recursive: true })
  return copy
}

interface Wanted {
  /** false: nothing to compare with; else a config. */
  readonly against?: string | false
  readonly deep?: boolean
  readonly load?: boolean
}

const verify = (path: string, { against = config, deep = false, load = false }: Wanted = {}) =>
  verifyFolder({
    folder: path,
    against: against || undefined,
    deep,
    load,
    python: testPython(),
    hub: { offline: true },
    trustRemoteCode: false,
    env: process.env,
    signal: new AbortController().signal,
  })

const failures = async (path: string, wanted?: Wanted) => {
  const { checks, verdict } = await verify(path, wanted)
  const failed = checks.filter(({ status }) => status === 'fail')
  expect(verdict).toBe(failed.length > 0 ? 'failed' : 'ok')
  return failed.map(({ code, message }) => `${code}: ${message}`).join('\n')
}

describe('the output of plain mergekit', () => {
  it('passes every check, values and transformers included', async () => {
    const { checks, verdict } = await verify(join(folder, 'merged'), { deep: true, load: true })
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([])
    expect(verdict).toBe('ok')
    const passed = checks.filter(({ status }) => status === 'pass').map(({ code }) => code)
    expect(passed).toEqual(
      expect.arrayContaining([
        'tensors-planned',
        'tensor-shape',
        'config-vocab-size',
        'tokenizer-rows',
        'values-finite',
        'values-norms',
        'architecture-class',
        'architecture-missing',
        'architecture-unexpected',
        'architecture-shape',
        'load-forward',
        'load-special-tokens',
      ]),
    )
  })

  it('passes in shards', async () => {
    expect(await failures(join(folder, 'sharded'))).toBe('')
  })

  it('needs no Python for what headers tell', async () => {
    const none = await verifyFolder({
      folder: join(folder, 'merged'),
      deep: false,
      load: false,
      python: '/no/such/python',
      hub: {},
      trustRemoteCode: false,
      env: {},
      signal: new AbortController().signal,
    })
    expect(none.verdict).toBe('ok')
  })
})

describe('one shard of several', () => {
  const second = async (path: string) =>
    (await readdir(path)).filter((name) => /^model-.*safetensors$/.test(name)).sort()[1]!

  it.each([
    ['cut off', (file: string) => truncate(file, 4000), /^files-readable: [^\n]* is cut off/],
    ['empty', (file: string) => truncate(file, 0), /^files-readable: [^\n]*the file is empty$/],
    [
      'a Git LFS pointer',
      (file: string) => writeFile(file, 'version https://git-lfs.github.com/spec/v1\nsize 1\n'),
      /^files-readable: [^\n]*is a Git LFS pointer/,
    ],
    [
      'missing',
      (file: string) => rm(file),
      /^files-readable: [^\n]*is missing[^\n]*\nindex-shards: [^\n]*not there$/,
    ],
  ])('that is %s is all that is said: nothing is known of what lies in it', async (_, spoil, says) => {
    const path = await copyOf('sharded')
    await spoil(join(path, await second(path)))
    expect(await failures(path, { against: false })).toMatch(says)
    expect((await failures(path, { against: false })).split('\n').length).toBeLessThanOrEqual(2)
  })
})

describe('a defect is named:', () => {
  it('a truncated shard', async () => {
    const path = await copyOf('merged')
    await truncate(join(path, 'model.safetensors'), 20_000)
    expect(await failures(path)).toMatch(/files-readable: .*model\.safetensors/)
  })

  it('a flipped byte in the header', async () => {
    const path = await copyOf('merged')
    const file = join(path, 'model.safetensors')
    const bytes = await readFile(file)
    bytes[bytes.indexOf('"BF16"') + 1]! ^= 0x20
    await writeFile(file, bytes)
    expect(await failures(path)).toMatch(/files-readable: .*dtype/)
  })

  it('swapped shapes', async () => {
    const path = await copyOf('merged')
    const shard = await readShard(path)
    shard.header[embeddings]!.shape.reverse()
    await writeShard(path, shard)
    expect(await failures(path)).toContain(
      `tensor-shape: ${embeddings} has the shape [16, 512] instead of the planned [512, 16]`,
    )
  })

  it('a missing tensor', async () => {
    const path = await copyOf('merged')
    await writeShard(path, withoutTensor(await readShard(path), norm))
    const failed = await failures(path)
    expect(failed).toContain(`tensors-planned: ${norm} is missing`)
    expect(failed).toContain(`architecture-missing: ${norm} is missing: MistralForCausalLM needs it`)
  })

  it('an extra tensor', async () => {
    const path = await copyOf('merged')
    const shard = await readShard(path)
    const end = shard.data.length
    shard.header['model.surprise.weight'] = { dtype: 'BF16', shape: [1], data_offsets: [end, end + 2] }
    await writeShard(path, { ...shard, data: Buffer.concat([shard.data, Buffer.alloc(2)]) })
    expect(await failures(path)).toContain('tensors-extra: model.surprise.weight was not planned')
  })

  it.each([
    ['vocab_size', 510, /config-vocab-size: config\.json says vocab_size 510, but .* has 512/],
    ['hidden_size', 32, /config-hidden-size/],
    ['num_hidden_layers', -2, /config-layers: config\.json says num_hidden_layers -2/],
    ['num_attention_heads', 8, /config-heads/],
    ['tie_word_embeddings', true, /config-tied/],
  ])('a stale config.json: %s', async (key, value, expected) => {
    const path = await copyOf('merged')
    const file = join(path, 'config.json')
    const stale = { ...JSON.parse(await readFile(file, 'utf8')), [key]: value }
    await writeFile(file, JSON.stringify(stale))
    expect(await failures(path, { against: false })).toMatch(expected)
  })

  it('the tokenizer of another donor', async () => {
    const path = await copyOf('merged')
    await cp(join(folder, 'other', 'tokenizer.json'), join(path, 'tokenizer.json'))
    expect(await failures(path)).toMatch(
      /tokenizer-rows: the token .* has the id 512, but the tensors have only 512 rows/,
    )
  })

  it('an end-of-sequence id without a row', async () => {
    const path = await copyOf('merged')
    await writeFile(join(path, 'generation_config.json'), '{"eos_token_id": [2, 512]}')
    expect(await failures(path)).toMatch(/token-ids: generation_config\.json eos_token_id is 512/)
  })

  it('a chat template that the config asked for and that is not there; one that is there replies', async () => {
    const asking = join(folder, 'chat.yml')
    await writeFile(asking, `${await readFile(config, 'utf8')}chat_template: chatml\n`)
    expect(await failures(join(folder, 'merged'), { against: asking })).toBe(
      'chat-template: the config asked for a chat template and there is none',
    )
    await writeFile(asking, `${await readFile(config, 'utf8')}chat_template: auto\n`)
    expect(await failures(join(folder, 'merged'), { against: asking })).toBe('')
    const path = await copyOf('merged')
    const template = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
    await writeFile(join(path, 'chat_template.jinja'), template)
    const { checks } = await verify(path, { against: asking, load: true })
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([])
    expect(checks).toContainEqual(expect.objectContaining({ code: 'chat-template', status: 'pass' }))
    expect(checks).toContainEqual(expect.objectContaining({ code: 'load-reply', status: 'pass' }))
  })

  it('a tokenizer without merges, and one whose merge leads nowhere', async () => {
    const path = await copyOf('merged')
    const file = join(path, 'tokenizer.json')
    const tokenizer = JSON.parse(await readFile(file, 'utf8'))
    const { merges } = tokenizer.model
    tokenizer.model.merges = [...merges, ['a', '\u4e2d']]
    await writeFile(file, JSON.stringify(tokenizer))
    expect(await failures(path)).toMatch(/tokenizer-merges: a merge leads to "a\u4e2d"/)
    const vocab = Object.fromEntries(Array.from({ length: 300 }, (_, id) => [`token${id}`, id]))
    tokenizer.model = { ...tokenizer.model, vocab, merges: [] }
    await writeFile(file, JSON.stringify(tokenizer))
    expect(await failures(path, { against: false })).toMatch(/tokenizer-merges: .* has no merges/)
  })

  it.each([
    ['---\nbase_model: [a b]\n---\n', /model-card: .*base_model "a b" is not a model id/],
    ['---\ntags: {a: 1}\n---\n', /model-card: .*tags is not a list/],
    ['---\nkey: [1\n---\n', /model-card: /],
  ])('metadata of the model card: %j', async (card, expected) => {
    const path = await copyOf('merged')
    await writeFile(join(path, 'README.md'), card)
    expect(await failures(path, { against: false })).toMatch(expected)
  })

  it('a row of NaN, a zero row, a constant tensor', async () => {
    const path = await copyOf('merged')
    const shard = await readShard(path)
    fillRow(shard, embeddings, 77, 0x7fc0)
    fillRow(shard, 'lm_head.weight', 78, 0)
    const up = 'model.layers.1.mlp.up_proj.weight'
    for (let row = 0; row < shard.header[up]!.shape[0]!; row++) fillRow(shard, up, row, 0x3f80)
    await writeShard(path, shard)
    const failed = await failures(path, { deep: true })
    expect(failed).toContain(`values-nan: ${embeddings} holds 16 NaN (row 77): no donor holds any`)
    expect(failed).toContain('values-zero-rows: lm_head.weight has 1 zero row (row 78); 0 were planned')
    expect(failed).toContain(`values-constant: every value of ${up} is the same`)
    expect(await failures(path, { against: false, deep: true })).not.toContain('values-zero-rows')
  })

  it('an index that points to a missing shard', async () => {
    const path = await copyOf('sharded')
    const file = join(path, 'model.safetensors.index.json')
    const index = JSON.parse(await readFile(file, 'utf8'))
    index.weight_map[norm] = 'model-00099-of-00099.safetensors'
    await writeFile(file, JSON.stringify(index))
    expect(await failures(path)).toMatch(/model-00099-of-00099\.safetensors/)
  })

  it('an index that looks for a tensor in the wrong shard, and a wrong total_size', async () => {
    const path = await copyOf('sharded')
    const file = join(path, 'model.safetensors.index.json')
    const index = JSON.parse(await readFile(file, 'utf8'))
    const shards = [...new Set<string>(Object.values(index.weight_map))]
    index.weight_map[norm] = shards.find((shard) => shard !== index.weight_map[norm])
    index.metadata.total_size += 2
    await writeFile(file, JSON.stringify(index))
    expect(await failures(path)).toMatch(/index-tensors|files-readable/)
    expect(await failures(path)).toMatch(/index-total-size|files-readable/)
  })
})
