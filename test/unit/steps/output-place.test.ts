import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freeFolder, takenOutput } from '../../../src/steps/session/output-place.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'output-place-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** Makes folders, each with an empty file. */
async function filled(...files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(join(root, file, '..'), { recursive: true })
    await writeFile(join(root, file), '')
  }
}

test.each<[there: readonly string[], asked: string, free: string]>([
  [[], 'merged', 'merged'],
  [['merged/config.json'], 'merged', 'merged-2'],
  [['merged/config.json'], 'merged/', 'merged-2'],
  [['merged/config.json', 'merged-2/config.json'], 'merged', 'merged-3'],
  [['merged/config.json', 'merged-2/config.json'], 'merged-2', 'merged-3'],
  [['nemo-12/config.json'], 'nemo-12', 'nemo-12-2'],
  // Another run works there, or did until it was killed.
  [['merged/config.json', '.merged-2.mergescope/model.safetensors'], 'merged', 'merged-3'],
  [['merged/config.json', '.merged-2.mergescope.lock'], 'merged', 'merged-3'],
])('beside %j the free name for %s is %s', async (there, asked, free) => {
  await filled(...there)
  expect(await freeFolder(join(root, asked))).toBe(join(root, free))
})

test('the name in object storage is always the next one, and an address of a folder stays one', async () => {
  expect(await freeFolder('s3://bucket/merged')).toBe('s3://bucket/merged-2')
  expect(await freeFolder('gs://bucket/merged-2/')).toBe('gs://bucket/merged-3')
  await filled('merged/config.json')
  const address = pathToFileURL(join(root, 'merged')).href
  expect(await freeFolder(address)).toBe(`${address}-2`)
})

test('an output is taken by files or by the work of an interrupted run, and not by an empty folder', async () => {
  const output = join(root, 'merged')
  const taken = async () => (await takenOutput(output))?.by ?? null
  expect(await taken()).toBeNull()
  await mkdir(output)
  expect(await taken()).toBeNull()
  await filled('.merged.mergescope/mergescope/merge.log')
  expect(await taken()).toBeNull()
  await filled('.merged.mergescope/model-00001-of-00002.safetensors')
  expect(await taken()).toBe('unfinished work')
  await filled('merged/notes.txt')
  expect(await takenOutput(output)).toEqual({ output, by: 'files', next: `${output}-2` })
})
