import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inspectResult } from '../../../src/core/contract/inspect.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { makeDonors } from '../../integration/prediction/lab.ts'
import { mergescope } from '../../support/cli.ts'
import { testPython } from '../../support/python.ts'

const chat = ['<|im_start|>', '<|im_end|>']
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inspect-'))
  const donors = {
    base: {},
    full: { added: chat, moved: 0.5, toward: 1 },
    ghost: { added: chat, rows: 512, vocab_size: 512, moved: 0.5, toward: 2 },
    'a very long name of a donor that no terminal has room for': { moved: 0.5, toward: 3 },
  }
  await makeDonors(testPython(), donors, folder)
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

/** No Python can be found, and no Hub: inspecting needs neither. */
const env = () => ({
  ...process.env,
  MERGESCOPE_PYTHON: '/nowhere/python',
  HF_HUB_OFFLINE: '1',
  HF_HOME: join(folder, 'hub'),
})
const inspect = (...args: string[]) => mergescope(['inspect', ...args], { cwd: folder, env: env() })

async function config(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const merge = (models: readonly string[], more = 'tokenizer: {source: union}') => `merge_method: linear
base_model: ${models[0]}
parameters: {weight: 1}
models: [${models.map((model) => `{model: ${model}}`).join(', ')}]
${more}
`

test('a merge with a ghost: what stock and what the patch would do, in JSON that keeps its contract', async () => {
  const path = await config('ghost.yml', merge(['./base', './full', './ghost']))
  const { code, stdout, stderr } = await inspect(path, '--json')
  expect([code, stderr]).toEqual([0, ''])
  const result = inspectResult.parse(JSON.parse(stdout))
  expect(result.donors.map(({ ref, role, ghosts }) => [ref, role, ghosts.length])).toEqual([
    ['./base', 'base', 0],
    ['./full', 'donor', 0],
    ['./ghost', 'donor', 4],
  ])
  expect(result.vocabulary).toMatchObject({
    scenario: 'truncated-tensor',
    outputTokens: 514,
    stock: { mergekit: newestMergekit.version, outcome: 'crashes', error: { type: 'KeyError' } },
    patched: { outcome: 'succeeds', error: null },
  })
  expect(result.estimate).toMatchObject({ downloadBytes: 0 })
  expect(result.estimate!.diskFreeBytes).toBeGreaterThan(0)
  expect(result.verdict).toBe('warnings')
})

test('the same as a table that fits 80 columns', async () => {
  const models = [
    './base',
    './full',
    './ghost',
    '"./a very long name of a donor that no terminal has room for"',
  ]
  const { code, stdout } = await inspect(await config('table.yml', merge(models)), '-v')
  expect(code).toBe(0)
  expect(stdout).toMatch(/donor +params +dtype +layers +tokens +config +rows +ghosts/)
  expect(stdout).toMatch(/\.\/ghost .* 514 +512 +512 +2/)
  expect(stdout).toMatch(/stock 0\.1\.5 +crashes: KeyError/)
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('a config that makes no sense ends with 2, and says where', async () => {
  const path = await config('bad.yml', merge(['./base', './full']).replace('models', 'modles'))
  const { code, stdout } = await inspect(path, '--json')
  expect(code).toBe(2)
  const result = inspectResult.parse(JSON.parse(stdout))
  expect([result.donors, result.verdict, result.vocabulary]).toEqual([[], 'blocked', null])
  const [warning, error] = result.findings
  expect(warning).toMatchObject({ code: 'config-unknown-key', line: 4, hint: 'did you mean “models”?' })
  expect(error).toMatchObject({
    code: 'config-missing-key',
    hint: 'did you mean “models” instead of "modles"?',
  })
  const text = await inspect(path)
  expect(text.stdout).toContain('warning: line 4, column 1: mergekit does not know the key "modles"')
})

test('a config that is not there ends with 2', async () => {
  const { code, stdout } = await inspect('nowhere.yml', '--json')
  expect(code).toBe(2)
  expect(JSON.parse(stdout).findings).toMatchObject([{ code: 'config-unreadable' }])
})

test('donors that make the merge impossible end with 3, and the hint is the block to add', async () => {
  const path = await config('uneven.yml', merge(['./base', './full'], ''))
  const { code, stdout } = await inspect(path)
  expect(code).toBe(3)
  expect(stdout).toContain('tokenizer:\n      source: union')
  expect(stdout.trimEnd().endsWith('blocked')).toBe(true)
})

test('a donor that is not there is named, and the others are still looked at', async () => {
  const path = await config('missing.yml', merge(['./base', './nowhere']))
  const { code, stdout } = await inspect(path, '--json')
  expect(code).toBe(3)
  const result = inspectResult.parse(JSON.parse(stdout))
  expect(result.donors.map(({ ref, layers }) => [ref, layers])).toEqual([
    ['./base', 2],
    ['./nowhere', null],
  ])
  expect(result.findings).toMatchObject([{ code: 'donor-not-found', donor: './nowhere' }])
})

test('models without a config are described, and nothing is predicted', async () => {
  const { code, stdout } = await inspect('./base', './ghost', '--json')
  expect(code).toBe(0)
  const result = inspectResult.parse(JSON.parse(stdout))
  expect(result.donors).toHaveLength(2)
  expect([result.vocabulary, result.estimate]).toEqual([null, null])
})

test('another mergekit is predicted on demand', async () => {
  const path = await config('old.yml', merge(['./base', './full'], ''))
  const { code, stdout } = await inspect(path, '--json', '--mergekit', '0.1.4')
  expect(code).toBe(3)
  expect(JSON.parse(stdout).vocabulary.stock).toMatchObject({ mergekit: '0.1.4', outcome: 'truncates' })
})
