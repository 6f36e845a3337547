import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../../src/adapters/files/write/make-folder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { path: at } = temporaryFolder()

test('many that make folders below the same new ones at once all find them made', async () => {
  for (let round = 0; round < 200; round += 1) {
    const folders = ['locks/org', 'blobs', 'locks/org', 'snapshots/a', 'locks', ''].map((folder) =>
      join(at(`round-${round}`), 'hub', folder),
    )
    await Promise.all(folders.map(makeFolder))
    for (const folder of folders) expect((await stat(folder)).isDirectory()).toBe(true)
  }
})

test('where nothing can be made it says so, and ends', async () => {
  await expect(makeFolder('/proc/mergescope/a/b')).rejects.toMatchObject({ code: 'ENOENT' })
  await writeFile(at('file'), '')
  await expect(makeFolder(at('file'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(at('file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})
