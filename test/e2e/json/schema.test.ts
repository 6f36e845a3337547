import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { documents } from '../../../src/core/contract/documents.ts'
import { mergescope } from '../../support/cli.ts'
import { type LocalHub, startLocalHub } from '../../support/local-hub/start.ts'
import { type MergeLab, mergeLab } from '../../support/merge-lab.ts'
import { repositoryRoot } from '../../support/python.ts'

/** Real output of every command that prints JSON, against the schema files that docs/json.md promises. */
const ajv = new Ajv2020({
  allErrors: true,
  formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
})
const used = new Set<string>()

async function expectValid(name: keyof typeof documents, text: string): Promise<Record<string, unknown>> {
  used.add(name)
  const document = JSON.parse(text)
  const file = join(repositoryRoot, 'docs', 'schema', `${name}.json`)
  const validate =
    ajv.getSchema(name) ?? ajv.compile({ ...JSON.parse(await readFile(file, 'utf8')), $id: name })
  validate(document)
  expect(validate.errors ?? []).toEqual([])
  // And nothing that the schema does not tell of.
  expect((documents[name] as z.ZodType).parse(document)).toEqual(document)
  return document
}

let lab: MergeLab
let hub: LocalHub
beforeAll(async () => {
  lab = await mergeLab('patched')
  hub = await startLocalHub({ repos: { 'org/donor': { files: { 'config.json': '{}' } } } })
})
afterAll(async () => {
  await lab?.remove()
  await hub?.close()
})

const call = async (...args: string[]) => {
  const { stdout, code } = await mergescope([...args, '--json'], { env: lab.env, cwd: lab.folder })
  return { stdout, code }
}
const lines = (text: string) => text.trimEnd().split('\n')

test('run, report, audit, verify and xray', async () => {
  const { stdout, code } = await call('run', lab.config, '-o', 'one')
  expect(code).toBe(0)
  const events = new Set<string>()
  for (const line of lines(stdout)) events.add(String((await expectValid('event', line)).event))
  expect([...events].sort()).toEqual([
    'action',
    'finding',
    'log',
    'result',
    'share-of-voice',
    'stage-finished',
    'stage-progress',
    'stage-started',
    'vocabulary-audit',
  ])
  await cp(lab.path('one'), lab.path('two'), { recursive: true })
  await expectValid('run', await readFile(lab.path('one/mergescope/run.json'), 'utf8'))
  await expectValid('run', (await call('report', 'one')).stdout)
  await expectValid('comparison', (await call('report', 'one', 'two')).stdout)
  await expectValid('audit', (await call('audit', 'one/mergescope/merge.log')).stdout)
  await expectValid('verify', (await call('verify', 'one', '--deep', '--against', lab.config)).stdout)
  const donors = ['donors/full', 'donors/ghost']
  await expectValid(
    'xray',
    (await call('xray', 'one', '--base', 'donors/base', '--donors', ...donors)).stdout,
  )
})

test('a run that ends badly tells it in the same form', async () => {
  await lab.writeConfig('bad.yml', 'merge_method: linaer\nmodels: []\n')
  const { stdout, code } = await call('run', 'bad.yml', '-o', 'bad')
  expect(code).toBe(2)
  const told = await Promise.all(lines(stdout).map((line) => expectValid('event', line)))
  expect(told.at(-1)).toMatchObject({ event: 'result', error: { code: expect.any(String) } })
})

test('inspect: a config, models, and a config that makes no sense', async () => {
  for (const target of [[lab.config], ['donors/full', 'donors/ghost'], ['bad.yml']])
    await expectValid('inspect', (await call('inspect', ...target)).stdout)
})

test('patch and doctor', async () => {
  for (const what of [['status'], ['revert', '--dry-run'], ['apply', '--dry-run']])
    await expectValid('patch', (await call('patch', ...what)).stdout)
  await expectValid('doctor', (await call('doctor', '--offline')).stdout)
})

test('download and cache, and a download that fails', async () => {
  const env = { ...lab.env, HF_HUB_OFFLINE: '0', HF_ENDPOINT: hub.url, HF_HOME: lab.path('hf') }
  for (const [model, exit] of [
    ['org/donor', 0],
    ['org/nobody', 1],
  ] as const) {
    const { stdout, code } = await mergescope(['download', model, '--json'], { env, cwd: lab.folder })
    for (const line of lines(stdout)) await expectValid('event', line)
    expect(code).toBe(exit)
    if (exit === 0) await expectValid('download', JSON.stringify(JSON.parse(lines(stdout).at(-1)!).result))
  }
  const { stdout } = await mergescope(['cache', '--json'], { env, cwd: lab.folder })
  expect((await expectValid('cache', stdout)).models).toHaveLength(1)
})

test('a word that is no command', async () => {
  const { stdout, code } = await call('inpsect', 'config.yml')
  expect(code).toBe(2)
  expect((await expectValid('error', stdout)).error).toMatchObject({ hint: 'did you mean inspect?' })
})

test('no schema is left out', () => {
  expect([...used].sort()).toEqual(Object.keys(documents).sort())
})
