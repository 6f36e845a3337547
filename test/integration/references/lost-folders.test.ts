import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { runInShell } from '../../support/shell.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { path } = temporaryFolder()
beforeAll(() => {
  for (const folder of ['runs/models/base', 'runs/donor', 'runs/ü', 'models/llama-b', 'Tuned', 'a+b', 'c@1'])
    mkdirSync(path(folder), { recursive: true })
  writeFileSync(path('weights.gguf'), '')
  symlinkSync('nowhere', path('broken'))
  process.chdir(path())
})

async function inspected(model: string): Promise<{ message: string; hint: string }> {
  const donor = JSON.stringify(model)
  writeFileSync(
    path('runs/config.yml'),
    `{merge_method: linear, models: [{model: ${donor}, parameters: {weight: 1}}]}`,
  )
  const env = { ...process.env, HF_HUB_OFFLINE: '1', HF_HOME: path('hub') }
  const { stdout, code } = await runInShell(['inspect', 'runs/config.yml', '--json'], env)
  expect(code).toBe(3)
  const { findings } = JSON.parse(stdout)
  expect(findings.map((finding: { code: string }) => finding.code)).toEqual([
    expect.stringMatching(/^donor-(not-found|unreadable)$/),
  ])
  return findings[0]
}

test.each(['models/base', './models/base', 'donor', './donor', 'ü', './models/../donor/'])(
  '%s lies beside the config: it is said where, and what to do',
  async (model) => {
    const { message, hint } = await inspected(model)
    expect(message).toContain('it lies beside the config, at')
    expect(hint).toMatch(/cd runs first, or write \/.*\/runs\//)
  },
)

test.each([
  ['./models/llama-bb', 'did you mean models/llama-b?'],
  ['models/llama-bb', 'did you mean models/llama-b?'],
  ['./Models/llama-b', 'did you mean models/llama-b?'],
  ['./modls/llama-b', 'did you mean models/llama-b?'],
  ['./tuned', 'did you mean Tuned?'],
  ['models/x/y', 'models is there, and nothing in it is called "x"'],
  ['C:\\models\\x', 'this is a path of Windows'],
  ['\\\\host\\share', 'this is a path of Windows'],
  ['nowhere/at/all', 'check the path'],
  ['weights.gguf', 'name the folder that holds config.json'],
  ['broken', 'fix the link'],
  ['a+b', 'model: {model: {path: "a+b"}}'],
  ['./c@1', 'model: {model: {path: "./c@1"}}'],
])('%s is nowhere: the hint is “%s”, and nobody speaks of the network', async (model, expected) => {
  const { message, hint } = await inspected(model)
  expect(hint).toContain(expected)
  expect(message).not.toMatch(/huggingface|reached/)
})
