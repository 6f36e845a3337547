import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimStaging, nameForFailed, publish, stagingOf } from '../../../src/adapters/files/output-folder.ts'
import { codeOf } from '../../support/patching.ts'

let folder: string
let out: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-folder-'))
  out = join(folder, 'out')
})
afterEach(() => rm(folder, { recursive: true }))

const { signal } = new AbortController()

/** A staging folder as a run that was killed leaves it: with a shard in it and no living owner. */
async function interrupted(): Promise<void> {
  await mkdir(join(stagingOf(out), 'mergescope'), { recursive: true })
  await writeFile(join(stagingOf(out), 'model-00001-of-00002.safetensors'), 'half')
}

test('stages beside the output and publishes by one rename, also into an empty folder', async () => {
  await mkdir(out)
  const lock = await claimStaging(out, 'refuse', signal)
  await writeFile(join(stagingOf(out), 'model.safetensors'), 'whole')
  expect(await readdir(out)).toEqual([])
  await publish(out, out, false)
  await lock.release()
  expect(await readdir(folder)).toEqual(['out'])
  expect(await readFile(join(out, 'model.safetensors'), 'utf8')).toBe('whole')
})

test('two runs into one folder: the second is refused and disturbs nothing', async () => {
  const lock = await claimStaging(out, 'refuse', signal)
  await writeFile(join(stagingOf(out), 'model.safetensors'), 'first')
  expect(await codeOf(claimStaging(out, 'discard', signal))).toBe('output-exists')
  expect(await readdir(stagingOf(out))).toContain('model.safetensors')
  await lock.release()
})

test('what an interrupted run has left is refused, kept or removed, as asked', async () => {
  await interrupted()
  const refused = claimStaging(out, 'refuse', signal)
  await expect(refused).rejects.toMatchObject({
    code: 'output-exists',
    hint: expect.stringMatching(/--resume.*--discard/),
  })
  expect(await readdir(stagingOf(out))).toContain('model-00001-of-00002.safetensors')

  const kept = await claimStaging(out, 'continue', signal)
  expect(await readdir(stagingOf(out))).toContain('model-00001-of-00002.safetensors')
  await kept.release()

  const emptied = await claimStaging(out, 'discard', signal)
  expect(await readdir(stagingOf(out))).toEqual(['mergescope'])
  await emptied.release()
})

test('a leftover without any weights is no reason to ask', async () => {
  await mkdir(join(stagingOf(out), 'mergescope'), { recursive: true })
  const lock = await claimStaging(out, 'refuse', signal)
  await lock.release()
})

test('an output that somebody filled meanwhile is not replaced', async () => {
  const lock = await claimStaging(out, 'refuse', signal)
  await mkdir(out)
  await writeFile(join(out, 'theirs'), 'x')
  expect(await codeOf(publish(out, out, false))).toBe('output-exists')
  expect(await readdir(out)).toEqual(['theirs'])
  await lock.release()
})

test('replacing leaves the new model under the name and the old one nowhere', async () => {
  await mkdir(out)
  await writeFile(join(out, 'old.safetensors'), 'old')
  const lock = await claimStaging(out, 'refuse', signal)
  await writeFile(join(stagingOf(out), 'new.safetensors'), 'new')
  await publish(out, out, true)
  await lock.release()
  expect(await readdir(folder)).toEqual(['out'])
  expect(await readdir(out)).toEqual(['mergescope', 'new.safetensors'])
})

test('failed outputs do not replace each other', async () => {
  expect(await nameForFailed(out)).toBe(`${out}.failed`)
  await mkdir(`${out}.failed`)
  expect(await nameForFailed(out)).toBe(`${out}.failed-2`)
})

test('a file in the place of the output, or of its folder, is said so', async () => {
  await writeFile(out, 'a file')
  expect(await codeOf(publish(out, out, false))).toBe('file-unwritable')
  expect(await codeOf(claimStaging(join(out, 'below'), 'refuse', signal))).toBe('file-unwritable')
})
