import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runScript } from '../../../src/adapters/python/run-script.ts'
import { patchStatus } from '../../../src/steps/environment/patch-install.ts'
import { type MergekitCopy, mergekitCopy } from '../../support/mergekit-copy.ts'
import { change, changeApart } from '../../support/patching.ts'
import { sha256, treeOf } from '../../support/small-mergekit.ts'

let copy: MergekitCopy
let pristine: Record<string, string>
beforeAll(async () => {
  copy = await mergekitCopy()
  pristine = await treeOf(copy.site)
})
afterAll(() => copy?.remove())

test('a pristine mergekit is clean, file by file', async () => {
  const status = await patchStatus(copy.target)
  expect(status).toMatchObject({
    state: 'clean',
    mergekit: { location: copy.site },
    notes: [],
    problem: null,
  })
  expect(status.files.map((file) => file.path)).toEqual(
    expect.arrayContaining(['mergekit/tokenizer/embed.py', 'mergekit/tokenizer/build.py']),
  )
})

test('a killed apply is finished, mergekit imports with the patch, and revert gives back every byte', async () => {
  expect((await changeApart('apply', copy.target, { killAt: 20 })).signal).toBe('SIGKILL')
  const patched = await change('apply', copy.target)
  expect(patched).toMatchObject({ state: 'patched', notes: [], problem: null })
  for (const { path, sha256: told } of patched.files)
    expect(sha256(await readFile(join(copy.site, path)))).toBe(told)
  const script = `
import mergekit.tokenizer as tokenizer
answer([tokenizer.BuildTokenizer.__module__, tokenizer.__file__])`
  expect(await runScript(copy.target.python, script, { timeoutMs: 300_000, env: copy.target.env })).toEqual([
    'mergekit.tokenizer.build',
    join(copy.site, 'mergekit/tokenizer/__init__.py'),
  ])
  const record = Object.keys(pristine).find((path) => path.endsWith('RECORD'))!
  expect((await treeOf(copy.site))[record]).toBe(pristine[record])

  expect(await change('revert', copy.target)).toMatchObject({ state: 'clean', notes: [] })
  expect(await treeOf(copy.site)).toEqual(pristine)
})
