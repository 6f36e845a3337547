import { mkdirSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { expect, test } from 'vitest'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { donorNames } from '../../../src/core/recipe/recipe.ts'
import { readRun, rememberRun } from '../../../src/steps/results/recent-runs.ts'
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
  return (await readRun(folder.path(name))).result
}

test('relative donors of an old result are those that it was made of, wherever it is looked at', async () => {
  const there = relative(process.cwd(), folder.path('work'))
  const seen = await read('out', '../work')
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
  expect((await read('old', madeFrom)).config).toBe(config)
})
