import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { comparisonResult } from '../../../src/core/contract/comparison.ts'
import { mergescope } from '../../support/cli.ts'
import { sampleRun } from '../../support/run-result.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { path } = temporaryFolder()
const report = (...args: string[]) =>
  mergescope(['report', ...args], { cwd: path('.'), env: { ...process.env, NO_COLOR: '1' } })

beforeAll(async () => {
  for (const [name, donors] of Object.entries({ a: ['one', 'two'], b: ['one', 'three'] })) {
    await mkdir(path(name, 'mergescope'), { recursive: true })
    await writeFile(path(name, 'mergescope', 'run.json'), JSON.stringify(sampleRun(donors, 2, [])))
  }
})

test('shows the report of a run with its map of layers', async () => {
  const { code, stdout } = await report('a')
  expect(code).toBe(0)
  expect(stdout).toContain('share of voice, exact, measured from base')
  expect(stdout).toMatch(/layer 1 +[░▒▓█] *\d+/)
})

test('writes the page, and prints nothing on stdout', async () => {
  const { code, stdout } = await report('a', '--html', 'page.html')
  expect([code, stdout]).toEqual([0, ''])
  expect(await readFile(path('page.html'), 'utf8')).toMatch(/^<!doctype html>/)
})

test('prints a section for a model card, and all shares as CSV', async () => {
  expect((await report('a', '--markdown')).stdout).toMatch(/^## How this model was merged/)
  expect((await report('a', '--csv')).stdout).toMatch(/^level,part,donor,norm,share/)
})

test('shows two runs side by side', async () => {
  const text = await report('a', 'b')
  expect(text.stdout).toMatch(/^three +– /m)
  const { stdout } = await report('a', 'b', '--json')
  expect(comparisonResult.parse(JSON.parse(stdout)).donors.map(({ ref }) => ref)).toEqual([
    'one',
    'two',
    'three',
  ])
})

test.each([
  [['a', 'b', '--csv'], 'two runs are compared on the terminal or with --json only'],
  [['a', '--csv', '--markdown'], "option '--markdown' cannot be used with option '--csv'"],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await report(...args)
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})

test('says which folder is no output of a run', async () => {
  const { code, stderr } = await report('nowhere')
  expect(code).toBe(2)
  expect(stderr).toContain('hint: give the output folder of `mergescope run`')
})
