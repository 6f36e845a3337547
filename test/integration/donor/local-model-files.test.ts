import { execFileSync } from 'node:child_process'
import { chmod, link, mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openLocalModel } from '../../../src/adapters/files/model/local-model-files.ts'
import { readRange } from '../../../src/adapters/files/model/read-range.ts'
import { MergescopeError } from '../../../src/core/errors.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const temporary = temporaryFolder()

async function makeFolder(name: string): Promise<string> {
  const folder = temporary.path(name)
  await mkdir(folder, { recursive: true })
  return folder
}

async function listed(folder: string): Promise<Record<string, string | number>> {
  const files = await (await openLocalModel('x', folder)).list()
  return Object.fromEntries(files.map(({ path, size, refused }) => [path, refused ?? size]))
}

async function failure(promise: Promise<unknown>): Promise<MergescopeError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof MergescopeError) return error
  throw new Error(`not refused: ${error}`)
}

describe('what a model folder holds', () => {
  it('lists files by their names, also strange ones, and those of direct subfolders', async () => {
    const folder = await makeFolder('names')
    const names = ['a b.json', `it's "quoted".json`, 'line\nbreak.json', '😀.json', '..hidden']
    for (const name of names) await writeFile(`${folder}/${name}`, name)
    await mkdir(`${folder}/1_Pooling`)
    await mkdir(`${folder}/.git`)
    await writeFile(`${folder}/1_Pooling/config.json`, '{}')
    await writeFile(`${folder}/.git/config`, '')
    const shown = await listed(folder)
    expect(Object.keys(shown).sort()).toEqual([...names, '1_Pooling/config.json'].sort())
    const files = await openLocalModel('x', folder)
    for (const name of names) expect(new TextDecoder().decode(await files.readAll(name, 100))).toBe(name)
  })

  it('reads ranges, and fewer bytes only at the end', async () => {
    const folder = await makeFolder('ranges')
    await writeFile(`${folder}/x`, '0123456789')
    const files = await openLocalModel('x', folder)
    const text = async (start: number, end: number) =>
      new TextDecoder().decode(await files.read('x', start, end))
    expect([await text(0, 3), await text(8, 30), await text(10, 12), await text(20, 30)]).toEqual([
      '012',
      '89',
      '',
      '',
    ])
  })

  it('refuses a file of gigabytes before it reads a byte', async () => {
    const folder = await makeFolder('huge')
    await writeFile(`${folder}/model.safetensors.index.json`, '')
    await truncate(`${folder}/model.safetensors.index.json`, 5e9)
    const files = await openLocalModel('x', folder)
    const error = await failure(files.readAll('model.safetensors.index.json', 50e6))
    expect(error.code).toBe('file-unreadable')
    expect(error.message).toMatch(/5\.00 GB, more than such a file ever needs \(50\.0 MB\)/)
  })

  it('gives two names of one file the same identity, and two files different ones', async () => {
    const folder = await makeFolder('twins')
    await writeFile(`${folder}/a`, 'x')
    await link(`${folder}/a`, `${folder}/b`)
    await writeFile(`${folder}/c`, 'x')
    const files = await openLocalModel('x', folder)
    expect(await files.identity!('a')).toBe(await files.identity!('b'))
    expect(await files.identity!('a')).not.toBe(await files.identity!('c'))
  })
})

/** A user who may do nothing. */
const nobody = 65_534

describe('what must not be read', () => {
  it('is a named pipe, a device or a folder, and says so at once', async () => {
    const folder = await makeFolder('pipes')
    execFileSync('mkfifo', [`${folder}/model.safetensors`])
    await mkdir(`${folder}/elsewhere`)
    await symlink('/dev/zero', `${folder}/zero`)
    await symlink('elsewhere', `${folder}/folder`)
    await mkdir(`${folder}/model.safetensors.index.json`)
    await mkdir(`${folder}/elsewhere/tokenizer.json`)
    expect(await listed(folder)).toEqual({
      'model.safetensors': 'is a named pipe, not a file',
      zero: `is a link that leaves the model's folder, to "/dev/zero"`,
      folder: 'is a folder, not a file',
      'model.safetensors.index.json': 'is a folder, not a file',
    })
    const files = await openLocalModel('x', folder)
    const error = await failure(files.read('model.safetensors', 0, 8))
    expect(error.message).toMatch(/model\.safetensors" is a named pipe/)
    expect(error.hint).toBeTruthy()
  })

  it('is a pipe that took the place of a file, without waiting for a writer', async () => {
    const folder = await makeFolder('late')
    execFileSync('mkfifo', [`${folder}/x`])
    await expect(readRange(`${folder}/x`, 0, 8)).rejects.toThrow(/not a file/)
  })

  it('is a link that leaves the model, or leads nowhere, or in a circle', async () => {
    const folder = await makeFolder('links')
    await writeFile(temporary.path('outside'), 'secret')
    await writeFile(`${folder}/real`, 'x')
    await symlink('../outside', `${folder}/out`)
    await symlink('real', `${folder}/inside`)
    await symlink('gone', `${folder}/dangling`)
    await symlink('circle', `${folder}/circle`)
    const files = await listed(folder)
    expect(files).toMatchObject({ real: 1, inside: 1 })
    expect(files.out).toMatch(/^is a link that leaves the model's folder/)
    expect(files.dangling).toMatch(/leads nowhere/)
    expect(files.circle).toMatch(/leads nowhere/)
  })

  it('is not a link of the Hub cache into the blobs of its own repository', async () => {
    const snapshot = await makeFolder('hub/models--org--a/snapshots/0123')
    const blobs = await makeFolder('hub/models--org--a/blobs')
    await makeFolder('hub/models--org--b/blobs')
    await writeFile(`${blobs}/abc`, 'mine')
    await writeFile(temporary.path('hub/models--org--b/blobs/def'), 'not mine')
    await symlink('../../blobs/abc', `${snapshot}/config.json`)
    await symlink('../../../models--org--b/blobs/def', `${snapshot}/foreign.json`)
    await symlink(snapshot, temporary.path('by-another-name'))
    for (const folder of [snapshot, temporary.path('by-another-name')]) {
      const files = await listed(folder)
      expect(files['config.json']).toBe(4)
      expect(files['foreign.json']).toMatch(/leaves/)
    }
  })

  it('is a file that the listing does not have', async () => {
    const files = await openLocalModel('x', await makeFolder('few'))
    const error = await failure(files.read('../outside', 0, 8))
    expect([error.code, error.message]).toEqual(['file-unreadable', expect.stringMatching(/does not exist/)])
  })

  it('is a file without permission', async () => {
    const folder = await makeFolder('locked')
    await writeFile(`${folder}/x`, 'x')
    await chmod(`${folder}/x`, 0)
    const files = await openLocalModel('x', folder)
    // Modes do not stop root.
    const isRoot = process.geteuid?.() === 0
    if (isRoot) process.seteuid?.(nobody)
    const error = await failure(files.read('x', 0, 1)).finally(() => isRoot && process.seteuid?.(0))
    expect(error.message).toMatch(/EACCES/)
  })
})

describe('a model that is no folder', () => {
  it('is named, with what to do', async () => {
    await writeFile(temporary.path('file'), '')
    for (const path of ['not-there', 'file']) {
      const error = await failure(openLocalModel('x', temporary.path(path)))
      expect(error.code).toBe('model-not-found')
      expect(error.message).toContain(path)
      expect(error.hint).toMatch(/config\.json/)
    }
  })
})
