import { writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { openRegular } from '../../../src/adapters/files/read/open-regular.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original()
  return { ...real, open: vi.fn(real.open) }
})

const folder = folderPerTest()

test('a file whose kind cannot be told is not left open', async () => {
  const path = folder.path('file')
  writeFileSync(path, 'x')
  const handle = await open(path)
  handle.stat = vi.fn().mockRejectedValue(new Error('EIO'))
  vi.mocked(open).mockResolvedValueOnce(handle)
  await expect(openRegular(path, () => new Error('no file'))).rejects.toThrow('EIO')
  expect(handle.fd).toBe(-1)
})
