import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { expect, test } from 'vitest'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { donorNames } from '../../../src/core/recipe/recipe.ts'
import { readRun } from '../../../src/steps/results/read-run.ts'
import { recentRuns, rememberRun } from '../../../src/steps/results/recent-runs.ts'
import { sampleRun } from '../../support/run-result.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()

test.each([
  ['that cannot be made', '/proc/nowhere', 'ENOENT'],
  ['below a file', '/dev/null/x', 'ENOTDIR'],
])('a state folder %s is named, and nothing waits for it', async (_which, home, code) => {
  const said = await rememberRun({ XDG_STATE_HOME: home }, folder.path('out'))
  expect(said).toBe(
    `the list of the last runs, ${home}/mergescope/recent-runs.json, cannot be written (${code})`,
  )
})

const config = `# mine
merge_method: linear
models:
  - {model: ./quiet, parameters: {weight: 1}}
  - {model: org/shadowed, parameters: {weight: 1}}
  - {model: org/on-hub, parameters: {weight: 1}}
  - {model: /models/far, parameters: {weight: 1}}
  - {model: ./gone+./adapter, parameters: {weight: 1}}
`
const refs = ['./quiet', 'org/shadowed', 'org/on-hub', '/models/far', './gone+./adapter']

async function read(name: string, madeFrom: string | undefined) {
  for (const path of ['work/quiet', 'work/org/shadowed', 'work/adapter', `${name}/mergescope`])
    mkdirSync(folder.path(path), { recursive: true })
  const result = { ...sampleRun(refs, 1, []), config, ...(madeFrom !== undefined && { madeFrom }) }
  writeFileSync(folder.path(name, 'mergescope', 'run.json'), JSON.stringify(result))
  return readRun(folder.path(name))
}

test('relative donors of an old result are those that it was made of, wherever it is looked at', async () => {
  const there = relative(process.cwd(), folder.path('work'))
  const { result: seen, elsewhere } = await read('out', '../work')
  expect(elsewhere).toBe(folder.path('work'))
  const names = [
    `${there}/quiet`,
    `${there}/org/shadowed`,
    'org/on-hub',
    '/models/far',
    // What is not there stays as it was written.
    `./gone+${there}/adapter`,
  ]
  expect(donorNames(parseMergeConfig(seen.config).config!)).toEqual(names)
  expect(seen.shareOfVoice?.donors.map(({ ref }) => ref)).toEqual(names)
  expect(seen.shareOfVoice?.tensors[0]?.donors.map(({ ref }) => ref)).toEqual(names)
  expect(seen.shareOfVoice?.similarity?.refs).toEqual(names)
  expect(seen.config).toMatch(/^# mine\n/)
})

test.each([
  ['a record that does not tell where it was made', undefined],
  ['a record of a folder that is gone', '../nowhere'],
])('%s is told as it is', async (_which, madeFrom) => {
  const { result, elsewhere } = await read('old', madeFrom)
  expect([result.config, elsewhere]).toEqual([config, null])
})

test('runs whose output is in object storage are listed by their addresses, from a record that is kept here', async () => {
  const env = { XDG_STATE_HOME: folder.path('objects') }
  const kept = () => readdirSync(folder.path('objects', 'mergescope', 'kept-records'))
  const made = (output: string, verdict: 'ok' | 'failed') =>
    rememberRun(env, output, { ...sampleRun(['./quiet', 'b'], 1, []), output, verdict })
  const [first, second] = ['s3://bucket/first', 'az://box/second.failed']
  expect([await made(first, 'ok'), await made(second, 'failed')]).toEqual([null, null])
  await read('beside', undefined)
  await rememberRun(env, folder.path('beside'))
  const runs = await recentRuns(env, 9)
  expect(runs.map((run) => [run.folder, run.result.verdict])).toEqual([
    [folder.path('beside'), 'ok'],
    [second, 'failed'],
    [first, 'ok'],
  ])
  const again = await recentRuns(env, 9, runs)
  expect(again.map((run, at) => run === runs[at])).toEqual([true, true, true])
  expect(kept()).toHaveLength(2)
  for (let more = 0; more < 49; more++) await rememberRun(env, folder.path(`other-${more}`))
  await made(second, 'ok')
  expect((await recentRuns(env, 1)).map((run) => [run.folder, run.result.verdict])).toEqual([[second, 'ok']])
  expect(kept()).toHaveLength(1)
})

test('relative donors of a run into object storage are found from elsewhere', async () => {
  const env = { XDG_STATE_HOME: folder.path('relative') }
  await read('out', '../work')
  const here = process.cwd()
  process.chdir(folder.path('work'))
  const output = 's3://bucket/merged'
  try {
    await rememberRun(env, output, { ...sampleRun(refs, 1, []), config, output })
  } finally {
    process.chdir(here)
  }
  const [run] = await recentRuns(env, 1)
  expect(run).toMatchObject({ folder: output, elsewhere: folder.path('work') })
})

test('the list has the last runs that can be read, and reads again only what has changed', async () => {
  const env = { XDG_STATE_HOME: folder.path('state') }
  for (const name of ['first', 'broken', 'second', 'third']) {
    await read(name, '../work')
    await rememberRun(env, folder.path(name))
  }
  writeFileSync(folder.path('broken/mergescope/run.json'), '{"schema": 1')
  const runs = await recentRuns(env, 2)
  expect(runs).toEqual([await readRun(folder.path('third')), await readRun(folder.path('second'))])
  const other = JSON.stringify({ ...sampleRun(['a'], 1, []), verdict: 'failed' })
  writeFileSync(folder.path('third/mergescope/run.json'), other)
  const again = await recentRuns(env, 9, runs)
  expect(again.map(({ result }) => result.verdict)).toEqual(['failed', 'ok', 'ok'])
  expect(again[1]).toBe(runs[1])
})
