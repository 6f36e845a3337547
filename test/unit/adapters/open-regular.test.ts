import { writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openRegular } from '../../../src/adapters/files/read/open-regular.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const folder = folderPerTest()

test('a file whose kind cannot be told is not left open', async () => {
  const path = folder.path('file')
  writeFileSync(path, 'x')
  const other = await open(path)
  const asked: FileHandle[] = []
  const stat = vi.spyOn(Object.getPrototypeOf(other), 'stat')
  onTestFinished(() => stat.mockRestore())
  stat.mockImplementation(function (this: FileHandle) {
    asked.push(this)
    return Promise.reject(new Error('EIO'))
  })
  await other.close()
  await expect(openRegular(path, () => new Error('no file'))).rejects.toThrow('EIO')
  expect(asked.map(({ fd }) => fd)).toEqual([-1])
})
