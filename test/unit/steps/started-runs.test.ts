import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from '../../../src/adapters/files/lock/lock.ts'
import { lockOf, stagingOf } from '../../../src/adapters/files/output/output-folder.ts'
import { rememberStart, unfinishedRuns } from '../../../src/steps/results/started-runs.ts'

let root = ''
const env = () => ({ XDG_STATE_HOME: join(root, 'state') })
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'started-runs-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function started(name: string, ...files: readonly string[]): Promise<string> {
  const output = join(root, name)
  await rememberStart(env(), { output, folder: root, command: ['run', 'merge.yml', '-o', name, '--discard'] })
  await mkdir(stagingOf(output), { recursive: true })
  for (const file of files) await writeFile(join(stagingOf(output), file), 'weights')
  return output
}
const found = async () => (await unfinishedRuns(env())).map(({ output }) => output)

test('a run that was killed is listed with its command, the newest first, and each output once', async () => {
  expect(await found()).toEqual([])
  const first = await started('first', 'model-00001-of-00002.safetensors')
  const second = await started('second', 'model-00001-of-00009.safetensors.partial')
  expect(await found()).toEqual([second, first])
  await started('first')
  expect(await unfinishedRuns(env())).toMatchObject([
    { output: first, bytes: 7, folder: root, resume: ['run', 'merge.yml', '-o', 'first', '--resume'] },
    { output: second },
  ])
})

test('a run whose model goes to object storage is listed by its address', async () => {
  const output = await started('merged~0a1b2c3d', 'model.safetensors')
  const address = 's3://bucket/merged'
  await rememberStart(env(), { output, address, folder: root, command: ['run', 'merge.yml', '-o', address] })
  expect(await unfinishedRuns(env())).toMatchObject([{ output: address, bytes: 7 }])
})

test('what left nothing, is finished, or goes on at this moment is not', async () => {
  await started('nothing')
  const gone = await started('gone', 'model.safetensors')
  const running = await started('running', 'model.safetensors')
  await rm(stagingOf(gone), { recursive: true })
  const lock = await takeLock(lockOf(running), { signal: undefined })
  expect(await found()).toEqual([])
  await lock.release()
  expect(await found()).toEqual([running])
  // The lock of a process of this machine that is gone.
  const dead = { nonce: 'x', pid: 2 ** 22 + 1, space: 'none', started: null }
  await writeFile(lockOf(running), JSON.stringify(dead))
  await import('node:fs/promises').then(({ utimes }) => utimes(lockOf(running), 1, 1))
  expect(await found()).toEqual([running])
})

test('a list that is none, or cannot be written, stands in nobody’s way', async () => {
  await mkdir(join(root, 'state', 'mergescope'), { recursive: true })
  await writeFile(join(root, 'state', 'mergescope', 'started-runs.json'), '{')
  expect(await found()).toEqual([])
  const output = await started('out', 'model.safetensors')
  expect(await found()).toEqual([output])
  await rm(join(root, 'state'), { recursive: true })
  await writeFile(join(root, 'state'), 'a file')
  await started('out')
  expect(await found()).toEqual([])
})
