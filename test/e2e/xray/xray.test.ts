import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { xrayResult } from '../../../src/core/contract/share-of-voice.ts'
import { columnsOf } from '../../../src/core/text/layout.ts'
import { makeDonors } from '../../integration/prediction/lab.ts'
import { mergescope } from '../../support/cli.ts'
import { testPython } from '../../support/python.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { path } = temporaryFolder()
const env = () => ({
  ...process.env,
  MERGESCOPE_PYTHON: testPython(),
  HF_HUB_OFFLINE: '1',
  HF_HOME: path('hub'),
})
const xray = (...args: string[]) => mergescope(['xray', ...args], { cwd: path('.'), env: env() })

beforeAll(async () => {
  const donors = {
    base: {},
    loud: { moved: 1.0, toward: 1 },
    quiet: { moved: 0.1, toward: 2 },
    // The first donor once more: a merge that took it as it is.
    merged: { moved: 1.0, toward: 1 },
  }
  await makeDonors(testPython(), donors, path('.'))
})

test('finds the donor that a merge was made of, from the files alone', async () => {
  const { code, stdout } = await xray('merged', '--base', 'base', '--donors', 'loud', 'quiet', '--json')
  expect(code).toBe(0)
  const result = xrayResult.parse(JSON.parse(stdout))
  expect(result).toMatchObject({ method: 'fitted', reference: 'base', notes: [] })
  const [loud, quiet] = result.donors
  expect(loud!.share).toBeGreaterThan(0.99)
  expect(loud!.scale).toBeCloseTo(1, 2)
  expect([loud!.band, quiet!.band]).toEqual(['anchor', 'silent'])
  expect(result.residual).toBeLessThan(0.01)
  expect(result.donors.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
})

test('draws bars, verdicts and the map of layers in 80 columns without colour', async () => {
  const { stdout } = await xray('merged', '--base', 'base', '--donors', 'loud', 'quiet')
  expect(stdout).toContain('share of voice, fitted, measured from base')
  expect(stdout).toMatch(/loud {3}█+ +\d+\.\d % {2}anchor/)
  expect(stdout).toMatch(/· loud: \d+\.\d % of the change/)
  expect(stdout).toMatch(/layer 0 +█1?\d\d/)
  expect(stdout).not.toContain('\u001b')
  for (const line of stdout.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80)
})

test('says that the mean of the donors stands in for a base', async () => {
  const { code, stdout } = await xray('merged', '--donors', 'loud', 'quiet')
  expect(code).toBe(0)
  expect(stdout).toContain('note: no base: changes are measured from the mean of the donors')
})

test.each([
  [['--donors', 'loud'], 'one donor and no base: there are no shares to tell'],
  [['--base', 'base', '--donors', 'loud', 'loud'], 'loud is named twice'],
  [['--base', 'base', '--donors', 'loud+lora'], 'a model with an adapter'],
  [['--base', './nowhere', '--donors', 'loud'], 'there is no folder "./nowhere"'],
])('refuses %j', async (args, message) => {
  const { code, stdout, stderr } = await xray('merged', ...args)
  expect(code).toBe(2)
  expect(stderr).toContain(message)
  expect(stderr).toContain('hint: ')
  expect(stdout).toBe('')
})

test('takes models by their Hub ids from the cache', async () => {
  const commit = 'c'.repeat(40)
  const repository = path('hub', 'hub', 'models--org--loud')
  await mkdir(join(repository, 'refs'), { recursive: true })
  await cp(path('loud'), join(repository, 'snapshots', commit), { recursive: true })
  await writeFile(join(repository, 'refs', 'main'), commit)
  const { code, stdout, stderr } = await xray('merged', '--base', 'base', '--donors', 'org/loud', '--json')
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(JSON.parse(stdout).donors[0]).toMatchObject({ ref: 'org/loud', share: 1 })
})
