import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { downloadStage } from '../../../src/steps/hub/download.ts'
import { type Inspection, inspectStage } from '../../../src/steps/inspect/inspect.ts'
import { type LocalHub, startLocalHub } from '../../support/local-hub/start.ts'
import { contentsOfFolder } from '../../support/local-hub/store.ts'
import { testPython } from '../../support/python.ts'
import { makeDonors } from '../prediction/lab.ts'

const added = ['<|im_start|>', '<|im_end|>']
const config = `merge_method: linear
base_model: org/base
parameters: {weight: 1}
models: [{model: org/base}, {model: org/full@main}]
tokenizer: {source: union}
`
let folder = ''
let hub: LocalHub
const env = () => ({ HF_ENDPOINT: hub.url, HF_HOME: join(folder, 'home') })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inspect-hub-'))
  await makeDonors(testPython(), { base: {}, full: { added, moved: 0.5, toward: 1 } }, join(folder, 'donors'))
  const files = (name: string) => contentsOfFolder(join(folder, 'donors', name))
  hub = await startLocalHub({
    repos: { 'org/base': { files: await files('base') }, 'org/full': { files: await files('full') } },
  })
})
afterAll(async () => {
  await hub.close()
  await rm(folder, { recursive: true, force: true })
})

async function inspect(): Promise<Inspection> {
  const stage = inspectStage({ target: { kind: 'text', text: config }, env: env() })
  let step = await stage.next()
  while (!step.done) step = await stage.next()
  return step.value
}

test('says before a byte of weights is downloaded what a merge of Hub models would do and cost', async () => {
  const { result, exitCode, donors } = await inspect()
  expect(exitCode).toBe(0)
  expect(result.vocabulary).toMatchObject({ scenario: 'extra-tokens', outputTokens: 514 })
  expect(donors.map(({ name, local }) => [name, local])).toEqual([
    ['org/base', false],
    ['org/full@main', false],
  ])
  let weights = 0
  for (const name of ['base', 'full'])
    for (const file of await readdir(join(folder, 'donors', name)))
      if (file.endsWith('.safetensors')) weights += (await stat(join(folder, 'donors', name, file))).size
  expect(result.estimate!.downloadBytes).toBeGreaterThan(weights)
  expect(await readdir(join(folder, 'home')).catch(() => [])).toEqual([])
})

test('a donor that lies in the cache costs nothing, and is marked', async () => {
  const before = (await inspect()).result.estimate!.downloadBytes!
  const stage = downloadStage({ models: [{ path: 'org/base', revision: null }], hub: { env: env() } })
  let step = await stage.next()
  while (!step.done) step = await stage.next()
  const { result, donors } = await inspect()
  expect(donors.map(({ local }) => local)).toEqual([true, false])
  expect(result.estimate!.downloadBytes).toBe(result.donors[1]!.downloadBytes)
  expect(result.estimate!.downloadBytes).toBeLessThan(before)
})
