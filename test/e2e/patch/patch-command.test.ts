import { appendFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PatchResult, patchResult } from '../../../src/core/contract/patch.ts'
import { type Finished, mergescope } from '../../support/cli.ts'
import { type MergekitCopy, mergekitCopy } from '../../support/mergekit-copy.ts'
import { treeOf } from '../../support/small-mergekit.ts'

let copy: MergekitCopy
beforeEach(async () => {
  copy = await mergekitCopy()
})
afterEach(() => copy.remove())

const patch = (...args: string[]) =>
  mergescope(['patch', ...args], { env: { ...copy.target.env, MERGESCOPE_PYTHON: copy.target.python } })
const document = ({ stdout }: Finished): PatchResult => patchResult.parse(JSON.parse(stdout))

test('status, apply, apply again, revert: as a person reads them', async () => {
  const pristine = await treeOf(copy.site)
  const status = await patch('status')
  expect(status).toMatchObject({ code: 0, stderr: '' })
  expect(status.stdout).toContain(`clean: mergekit ${copy.version} in ${copy.site}\n`)

  const applied = await patch('apply')
  expect(applied).toMatchObject({ code: 0, stderr: '' })
  expect(applied.stdout).toContain('back up mergekit/tokenizer/embed.py\n')
  expect(applied.stdout).toContain(`\npatched: mergekit ${copy.version}`)
  expect((await patch('apply')).stdout).toMatch(/^nothing to do\npatched:/)
  expect((await patch('status')).stdout).toMatch(/^patched:/)

  const reverted = await patch('revert')
  expect(reverted).toMatchObject({ code: 0, stderr: '' })
  expect(reverted.stdout).toContain('restore mergekit/tokenizer/embed.py\n')
  expect(await treeOf(copy.site)).toEqual(pristine)
  expect((await patch('revert', '-q')).stdout).toBe('')
})

test('--json prints one document, with --dry-run what would be done', async () => {
  const before = await treeOf(copy.site)
  const dry = await patch('apply', '--dry-run', '--json')
  expect(dry).toMatchObject({ code: 0, stderr: '' })
  expect(document(dry)).toMatchObject({ state: 'clean', dryRun: true, problem: null })
  expect(document(dry).actions).toContainEqual({ action: 'replace', detail: 'mergekit/tokenizer/embed.py' })
  expect(await treeOf(copy.site)).toEqual(before)
  expect(document(await patch('status', '--json'))).toMatchObject({
    schema: 1,
    python: copy.target.python,
    mergekit: { version: copy.version, location: copy.site, editable: false },
    state: 'clean',
    actions: [],
  })
})

test('an edited file: status tells, apply ends with 5, a hint, and nothing changed', async () => {
  await appendFile(join(copy.site, 'mergekit/tokenizer/embed.py'), '# mine\n')
  const before = await treeOf(copy.site)
  const status = await patch('status', '--json')
  expect(status.code).toBe(0)
  expect(document(status)).toMatchObject({ state: 'foreign', problem: { code: 'mergekit-modified' } })

  const apply = await patch('apply')
  expect(apply.code).toBe(5)
  expect(apply.stdout).toBe('')
  expect(apply.stderr).toMatch(
    /^error: mergekit .* was changed by somebody else: mergekit\/tokenizer\/embed\.py/,
  )
  expect(apply.stderr).toContain('\nhint: reinstall it')
  const json = await patch('apply', '--json')
  expect(json.code).toBe(5)
  expect(document(json)).toMatchObject({ state: 'foreign', problem: { code: 'mergekit-modified' } })
  expect(await treeOf(copy.site)).toEqual(before)
})

test.each(['0.1.0', '0.1.1', '0.1.2', '0.1.3'])('mergekit %s is refused for its licence', async (version) => {
  const metadata = join(copy.site, `mergekit-${copy.version}.dist-info`, 'METADATA')
  await writeFile(metadata, `Metadata-Version: 2.1\nName: mergekit\nVersion: ${version}\n`)
  const apply = await patch('apply')
  expect(apply.code).toBe(5)
  expect(apply.stderr).toContain(`mergekit ${version} is under BUSL-1.1`)
  expect(document(await patch('status', '--json'))).toMatchObject({ state: 'unsupported' })
})

test('no metadata, and an interpreter that is not there, have errors of their own', async () => {
  await rm(join(copy.site, `mergekit-${copy.version}.dist-info`), { recursive: true })
  expect((await patch('apply')).stderr).toContain('has no package metadata')
  const missing = await patch('status', '--python', '/no/such/python', '--json')
  expect(missing.code).toBe(5)
  expect(document(missing).problem).toMatchObject({ code: 'python-not-found' })
  expect(missing.stderr).toContain('--python: no such interpreter: /no/such/python')
})

test('wrong usage ends with 2', async () => {
  expect((await patch('aply')).code).toBe(2)
  expect((await patch('status', '--replace')).code).toBe(2)
})
