import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { installedMergekit } from '../../../src/steps/environment/installed-mergekit.ts'
import { inspectStage } from '../../../src/steps/inspect/inspect.ts'
import { testPython } from '../../support/python.ts'

const signal = new AbortController().signal
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'installed-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

/** An environment whose Python cannot even start: whoever reads its version has not asked it. */
async function environmentOf(name: string, packages: readonly string[], lib: string): Promise<string> {
  const root = join(folder, name)
  const python = join(root, 'bin', 'python')
  await mkdir(join(root, 'bin'), { recursive: true })
  await writeFile(python, 'no program')
  for (const each of packages) await mkdir(join(root, lib, 'site-packages', each), { recursive: true })
  return python
}

test.each([
  ['0.1.4', 'lib/python3.10'],
  ['0.1.6', 'lib/python3.13'],
  [`${newestMergekit.version}.dev0+g12ab`, 'lib/python3.11'],
  [newestMergekit.version, 'Lib'],
])('mergekit %s is found in %s, and Python is not started', async (version, lib) => {
  const names = ['mergekit', `mergekit-${version}.dist-info`, 'mergekit_extras-9.9.dist-info']
  const python = await environmentOf(version, names, lib)
  expect(await installedMergekit({ python, env: {}, signal })).toBe(version)
  expect(await installedMergekit({ env: { MERGESCOPE_PYTHON: python }, signal })).toBe(version)
})

test('an interpreter that the user named is asked where its folders do not tell', async () => {
  const python = await environmentOf('bare', [], 'lib/python3.11')
  await expect(installedMergekit({ python, env: {}, signal })).rejects.toMatchObject({
    message: expect.stringContaining('cannot start'),
  })
  await expect(installedMergekit({ python: `${python}-not`, env: {}, signal })).rejects.toMatchObject({
    code: 'python-not-found',
  })
  // What a variable names is not needed for an inspection.
  expect(await installedMergekit({ env: { MERGESCOPE_PYTHON: `${python}-not` }, signal })).toBeNull()
  expect(await installedMergekit({ python: testPython(), env: process.env, signal })).toBe(
    newestMergekit.version,
  )
})

const text = 'merge_method: linear\nmodels: [{model: /nowhere/a, parameters: {weight: 1}}]\n'
test.each([
  [null, newestMergekit.version, false],
  [`${newestMergekit.version}+local`, newestMergekit.version, false],
  ['99.1', newestMergekit.version, true],
  ['0.1.3', '0.1.4', true],
])('of mergekit %s, what %s does is predicted', async (mergekit, predicted, warned) => {
  const stage = inspectStage({ target: { kind: 'text', text }, env: {}, offline: true, mergekit })
  let step = await stage.next()
  while (!step.done) step = await stage.next()
  const { result } = step.value
  expect(result.mergekit).toEqual({ found: mergekit, predicted })
  const told = result.findings.find(({ code }) => code === 'mergekit-unknown')
  expect(told?.message ?? null).toEqual(
    warned ? expect.stringContaining(`mergekit ${mergekit} is not known to mergescope`) : null,
  )
})
