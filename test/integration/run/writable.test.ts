import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import { checkWritable } from '../../../src/adapters/files/output/check-writable.ts'
import { claimStaging } from '../../../src/adapters/files/output/claim-staging.ts'
import { discardStaging, stagingOf } from '../../../src/adapters/files/output/output-folder.ts'
import { nameForFailed, publish } from '../../../src/adapters/files/output/publish.ts'
import { inMount } from '../../support/mounted.ts'
import { needing, skipWithout } from '../../support/needs.ts'
import { makeReadOnly } from '../../support/read-only.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const { path: at } = folderPerTest()
beforeEach(() => writeFile(at('file'), 'x'))

const said = (output: string) =>
  checkWritable(output, 'OUT').then(
    () => null,
    ({ code, message }) => ({ code, message: message.replaceAll(at(), 'HERE') }),
  )

test.each([
  ['out', null],
  ['not/there/yet/out', null],
  ['file', 'HERE/file is a file, or lies below one'],
  ['file/out', 'HERE/file is a file, or lies below one'],
  ['file/far/below', 'HERE/file is a file, or lies below one'],
  ['x'.repeat(256), 'its name is too long'],
])('looks whether %s can be made, says why not, and leaves nothing behind', async (output, reason) => {
  const message = `OUT cannot be used for the output: ${reason}`
  expect(await said(at(output))).toEqual(reason && { code: 'path-unusable', message })
  expect(await readdir(at())).toEqual(['file'])
})

test('a path that the system would take, but not that of its lock, is too long', async () => {
  const most = 4095
  const below = '/far'.repeat((most - at().length) / 4)
  expect((await said(`${at()}${below}`))?.message).toContain('its name is too long')
})

test('a link to a file and a place that only looks like a folder are no places for an output', async () => {
  await symlink('file', at('link'))
  expect((await said(at('link')))?.message).toContain('HERE/link is a file')
  expect((await said('/proc/out'))?.message).toBe(
    'OUT cannot be used for the output: nothing can be made in /proc',
  )
})

test('a folder in which nobody may write is named', async (context) => {
  await mkdir(at('closed'))
  const undo = await makeReadOnly(at('closed'))
  if (undo === null) return skipWithout('folders that root cannot write to', context)
  try {
    const error = await said(at('closed', 'new', 'out'))
    expect(error?.message).toMatch(/^OUT cannot be used .*: [a-z][^:]* HERE\/closed( is read-only)?$/)
    expect(error?.message).not.toMatch(/lock|E[A-Z]{3,}/)
  } finally {
    await undo()
  }
})

test('a disk that is mounted read-only is said to be so', needing('file systems of one’s own'), async () => {
  await mkdir(at('disk'))
  const script = `
    for (const output of [out, out + '/models/out'])
      await folder.checkWritable(output, 'OUT').catch((error) => console.log(error.message))`
  const line = `OUT cannot be used for the output: the file system of ${at('disk')} is read-only\n`
  expect(inMount(at('disk'), 'read-only', script)).toBe(line + line)
})

test.each([10, 224, 225, 240, 255])(
  'a name of %i characters is enough for a run, unfinished work and a failed output beside it',
  async (length) => {
    const { signal } = new AbortController()
    const out = at('n'.repeat(length))
    expect(await said(out)).toBe(null)
    for (const target of [out, await nameForFailed(out)]) {
      const lock = await claimStaging(out, 'refuse', signal)
      await writeFile(`${stagingOf(out)}/config.json`, '{}')
      await publish(out, target, null)
      await lock.release()
    }
    const first = await nameForFailed(out)
    expect(first).toMatch(/\.failed-2$/)
    expect((await readdir(at())).length).toBe(3)
    expect(await readdir(out)).toEqual(['config.json', 'mergescope'])
  },
)

test('two long names that are cut at the same place do not share their unfinished work', async () => {
  const [first, second] = [at(`${'é'.repeat(120)}1`), at(`${'é'.repeat(120)}2`)]
  const locks = [
    await claimStaging(first, 'refuse', new AbortController().signal),
    await claimStaging(second, 'refuse', new AbortController().signal),
  ]
  expect(stagingOf(first)).not.toBe(stagingOf(second))
  expect(await readdir(at())).toHaveLength(5)
  for (const lock of locks) await lock.release()
  for (const output of [first, second]) await discardStaging(output)
  expect(await readdir(at())).toEqual(['file'])
})
