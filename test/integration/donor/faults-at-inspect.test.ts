import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { runInShell } from '../../support/shell.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { path } = temporaryFolder()
beforeAll(() => process.chdir(path()))

const config = {
  ...{ architectures: ['LlamaForCausalLM'], model_type: 'llama', hidden_size: 4, num_hidden_layers: 0 },
  ...{ vocab_size: 8, num_attention_heads: 1, intermediate_size: 4 },
}
function weights(): Uint8Array {
  const shapes = { 'model.embed_tokens.weight': [8, 4], 'model.norm.weight': [4], 'lm_head.weight': [8, 4] }
  let end = 0
  const header = JSON.stringify(
    Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => {
        const begin = end
        end += 4 * shape.reduce((product, size) => product * size, 1)
        return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }]
      }),
    ),
  )
  const bytes = new Uint8Array(8 + header.length + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(new TextEncoder().encode(header), 8)
  return bytes
}
function model(name: string): string {
  mkdirSync(path(name), { recursive: true })
  writeFileSync(path(name, 'config.json'), JSON.stringify(config))
  writeFileSync(path(name, 'model.safetensors'), weights())
  return name
}
const index = (shard: string) =>
  JSON.stringify({
    metadata: {},
    weight_map: { 'model.norm.weight': 'model-1.safetensors', 'lm_head.weight': shard },
  })

/** What is done to a whole donor, and the finding with which the inspection names it. */
const faults: Readonly<Record<string, readonly [code: string, harm: (name: string) => void]>> = {
  'no config.json': ['config-json-missing', (name) => rmSync(path(name, 'config.json'))],
  'no weights': ['donor-empty', (name) => rmSync(path(name, 'model.safetensors'))],
  'weights that were cut off': [
    'header-invalid',
    (name) => truncateSync(path(name, 'model.safetensors'), 300),
  ],
  'weights of no bytes': ['header-invalid', (name) => truncateSync(path(name, 'model.safetensors'), 0)],
  'a link to nowhere for weights': [
    'donor-unreadable',
    (name) => {
      rmSync(path(name, 'model.safetensors'))
      symlinkSync('gone', path(name, 'model.safetensors'))
    },
  ],
  'a shard that is missing': [
    'shard-missing',
    (name) => {
      renameSync(path(name, 'model.safetensors'), path(name, 'model-1.safetensors'))
      writeFileSync(path(name, 'model.safetensors.index.json'), index('model-2.safetensors'))
    },
  ],
  'an index that says otherwise': [
    'index-invalid',
    (name) => {
      renameSync(path(name, 'model.safetensors'), path(name, 'model-1.safetensors'))
      const text = index('model-1.safetensors').replace('model.norm', 'model.other')
      writeFileSync(path(name, 'model.safetensors.index.json'), text)
    },
  ],
  ...Object.fromEntries(
    Object.entries({
      'model.safetensors': 'donor-unreadable',
      'model.safetensors.index.json': 'donor-unreadable',
      'config.json': 'config-json-missing',
    } as const).map(([file, code]) => [
      `a folder for ${file}`,
      [
        code,
        (name: string) => {
          rmSync(path(name, file), { force: true })
          mkdirSync(path(name, file))
        },
      ] as const,
    ]),
  ),
  'a file for a folder': [
    'donor-not-found',
    (name) => {
      rmSync(path(name), { recursive: true })
      writeFileSync(path(name), '')
    },
  ],
}

async function inspected(donor: string, ...options: readonly string[]) {
  const text = `merge_method: linear\nmodels: [{model: ${donor}, parameters: {weight: 1}}]\n`
  writeFileSync(path('config.yml'), text)
  const { stdout, code } = await runInShell(['inspect', 'config.yml', '--json', ...options], process.env)
  const { findings } = JSON.parse(stdout)
  const errors = findings.filter(({ severity }: { severity: string }) => severity === 'error')
  return { code, errors: errors.map((finding: { code: string }) => finding.code) }
}

test('the donor is whole to begin with', async () => {
  expect(await inspected(`./${model('whole')}`)).toEqual({ code: 0, errors: [] })
})

test.each(Object.entries(faults))(
  'a donor with %s is refused by the inspection',
  async (title, [code, harm]) => {
    const name = model(title.replaceAll(/\W/g, '-'))
    harm(name)
    const outcome = await inspected(`./${name}`)
    expect(outcome.code).toBe(3)
    expect(outcome.errors).toContain(code)
  },
)

test('an adapter needs a folder for the merged model, which the inspection asks for', async () => {
  model('base')
  mkdirSync(path('lora'))
  writeFileSync(path('lora', 'adapter_config.json'), JSON.stringify({ peft_type: 'LORA', r: 4 }))
  writeFileSync(path('lora', 'adapter_model.safetensors'), weights())
  expect(await inspected('./base+./lora')).toEqual({ code: 3, errors: ['lora-no-folder'] })
  expect(await inspected('./base+./lora', '--lora-merge-cache', 'merged')).toEqual({ code: 0, errors: [] })
  expect((await inspected('./base+./whole')).errors).toContain('lora-missing-config')
})
