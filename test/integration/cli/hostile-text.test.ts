import { mkdirSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { sampleRun } from '../../support/run-result.ts'
import { safetensorsBytes } from '../../support/safetensors-bytes.ts'
import { type Ended, runInShell } from '../../support/shell.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Colours that are none of ours, a title, a clipboard, a cleared screen, turned text, a forged last line. */
const evil =
  '\u001b[35m\u001b]0;t\u0007\u001b]52;c;eA==\u0007\u009b2J\u202e\b\u0000\u007f\u0085\r\nverdict: forged'
/** What a name of a file may hold. */
const evilName = evil.replaceAll('\u0000', '')

const { path } = temporaryFolder()
const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: path('home'),
  HF_HUB_OFFLINE: '1',
  FORCE_COLOR: '1',
  MERGESCOPE_PYTHON: path(`none${evilName}`),
  ...more,
})
const json = (value: unknown) => JSON.stringify(value)
const quoted = (text: string) =>
  json(text).replaceAll(
    /[\u007f-\u009f\u202e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

function donor(name: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  mkdirSync(path(name), { recursive: true })
  for (const [file, content] of Object.entries(files)) writeFileSync(path(name, file), content)
}

beforeAll(() => {
  const weights = safetensorsBytes(
    json({ [evil]: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] } }),
    16,
  )
  donor('one', {
    'config.json': json({
      architectures: [evil],
      model_type: evil,
      vocab_size: evil,
      torch_dtype: evil,
      hidden_size: 2,
    }),
    'tokenizer.json': json({
      model: { type: evil, vocab: { [evil]: 0 } },
      added_tokens: [{ id: 9, content: evil }],
    }),
    'tokenizer_config.json': json({ chat_template: evil, tokenizer_class: evil, bos_token: evil }),
    'model.safetensors': weights,
    [`a${evilName.replaceAll('/', '')}.safetensors`]: 'no weights',
  })
  donor('two', {
    'config.json': `{"architectures": ${evil}`,
    'tokenizer.json': `{${evil}`,
    'model.safetensors': evil,
    'README.md': evil,
  })
  donor('three', {
    'config.json': json({ architectures: ['LlamaForCausalLM'], auto_map: { AutoModel: evil } }),
    'model.safetensors.index.json': json({ weight_map: { [evil]: evil, x: `../${evil}` } }),
    'pytorch_model.bin': evil,
  })
  donor(`four${evilName}`, { 'config.json': '{}' })
  const models = ['./one', './two', './three', `./four${evilName}`]
    .map((model) => `  - {model: ${quoted(model)}}\n`)
    .join('')
  writeFileSync(path('good.yml'), `merge_method: linear\nmodels:\n${models}parameters: {weight: 1}\n`)
  writeFileSync(
    path('named.yml'),
    `merge_method: ${quoted(evil)}\nbase_model: ${quoted(evil)}\ndtype: ${quoted(evil)}\n${quoted(evil)}: 1\nmodels:\n  - {model: ${quoted(`org/${evil}`)}, parameters: {${quoted(evil)}: ${quoted(evil)}}}\ntokenizer: {source: ${quoted(evil)}, tokens: {${quoted(evil)}: {source: ${quoted(evil)}}}}\nchat_template: ${quoted(evil)}\n`,
  )
  writeFileSync(path('broken.yml'), `merge_method: linear\nmodels: [*${evil}\n  - {: ${evil}`)
  writeFileSync(path('alias.yml'), `merge_method: *\u0085${evilName.slice(0, 4)}\n!<${evil}> x: &a 1\n`)
  writeFileSync(path(`named${evilName}.yml`), 'merge_method: linear\nmodels: 3\n')
  writeFileSync(
    path('merge.log'),
    [
      `WARNING:root:Token ${json(evil)} not found in tokenizer for model ${evil}`,
      `KeyError: '${evil}'`,
      `ValueError: ${evil}`,
      evil,
    ].join('\n'),
  )
  const run = sampleRun([evil, 'two', `./three${evil}`], 2, [evil, 'plain'])
  const checks = [{ code: evil, status: 'fail', message: evil, tensor: evil }]
  for (const name of ['merged', 'second']) {
    donor(`${name}/mergescope`, {
      'run.json': json({
        ...run,
        output: evil,
        config: evil,
        versions: { mergekit: evil },
        verdict: 'failed',
        verify: { schema: 1, checks, verdict: 'failed' },
      }),
    })
    donor(name, { 'config.json': '{}' })
  }
  donor('broken/mergescope', { 'run.json': evil })
  process.chdir(path())
})

/** No character but those of our own colours does anything, and no line is forged where lines are ours. */
function expectHarmless({ stdout, stderr }: Ended, isDocument = false): void {
  for (const text of [stdout, stderr]) {
    // Styles, and a ground with its ink, which is more than the stranger's one number.
    const rest = text.replace(/\u001b\[(1|2|22|31|32|33|36|39|\d+(;\d+)+)m/g, '')
    expect(rest).not.toMatch(/(?!\r?\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    if (!isDocument) expect(rest).not.toMatch(/^verdict: forged/m)
  }
}

const commandLines: readonly (readonly string[])[] = [
  ...[
    './one',
    './two',
    './three',
    `./four${evilName}`,
    `./none${evilName}`,
    `org/${evilName}`,
    `org/name@${evilName}`,
  ].map((ref) => ['inspect', ref]),
  ...[
    'good.yml',
    'named.yml',
    'broken.yml',
    'alias.yml',
    `named${evilName}.yml`,
    `none${evilName}.yml`,
  ].flatMap((file) => [
    ['inspect', file],
    ['inspect', file, '-v'],
    ['run', file, '-o', 'out', '--no-tui'],
  ]),
  ['run', 'good.yml', '-o', `one/${evilName}`, '--no-tui', '-v'],
  ...['one', 'two', 'three', 'merged', `none${evilName}`].map((folder) => ['verify', folder, '--all']),
  ['verify', '--against', 'named.yml', 'one'],
  ['audit', 'merge.log'],
  ['audit', 'merge.log', '-v'],
  ['audit', `none${evilName}`],
  ['report', 'merged'],
  ['report', 'merged', '-q'],
  ['report', 'merged', '--markdown'],
  ['report', 'merged', '--csv'],
  ['report', 'merged', 'second'],
  ['report', 'broken'],
  ['report', `none${evilName}`],
  ['xray', 'one', '--base', './two', '--donors', './three'],
  ['doctor', '--offline'],
  ['doctor', '--offline', '--cache', `none${evilName}`],
  ['patch', 'status'],
  ['download', `org/${evilName}`],
  ['download', './one'],
  ['cache', '--cache', `none${evilName}`],
  ['cache', 'remove', `org/${evilName}`, '--yes'],
  [`no${evilName}`],
  ['inspect', `--${evilName}`],
  ['run', 'good.yml', '-o', 'out', '--out-shard-size', evilName],
  ['setup', '--torch', evilName],
]

test.each(
  commandLines.map((argv) => [argv.map((word) => word.replace(evilName, 'EVIL')).join(' '), argv] as const),
)('nothing of a stranger moves the terminal: %s', async (_, argv) => {
  const told = await runInShell(argv, env())
  expect(told.stdout + told.stderr).not.toBe('')
  // These hold the recipe and the names as they are, lines and all.
  expectHarmless(told, argv.includes('--markdown') || argv.includes('--csv'))
  expectHarmless(await runInShell([...argv, '--json'], env()))
})

test('what a Hub says in its errors is printable, too', async () => {
  const { createServer } = await import('node:http')
  const server = createServer((request, response) => {
    const header = evil.replaceAll(/[^\u0020-\u007e]/g, '') || 'x'
    response.writeHead(request.url?.includes('four') ? 404 : 403, {
      'content-type': 'application/json',
      'x-error-message': header,
      'x-error-code': 'GatedRepo',
    })
    response.end(json({ error: evil }))
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  try {
    const { port } = server.address() as { port: number }
    const online = env({ HF_HUB_OFFLINE: '0', HF_ENDPOINT: `http://127.0.0.1:${port}` })
    for (const argv of [['inspect', 'org/three'], ['download', 'org/four'], ['doctor']]) {
      const told = await runInShell(argv, online)
      expect(told.code).not.toBe(0)
      expectHarmless(told)
    }
  } finally {
    server.close()
  }
})
