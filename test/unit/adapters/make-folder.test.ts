import { statSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeFolder } from '../../../src/adapters/files/write/make-folder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()

test('makes what is missing, also when many do at once, and is content with what is there', async () => {
  await Promise.all(Array.from({ length: 20 }, () => makeFolder(folder.path('a', 'b', 'c', 'd'))))
  await makeFolder(folder.path('a', 'b'))
  expect(statSync(folder.path('a', 'b', 'c', 'd')).isDirectory()).toBe(true)
})

test.each([
  ['below a file', () => folder.path('file', 'x', 'y'), 'ENOTDIR'],
  ['in the place of a file', () => folder.path('file'), 'EEXIST'],
  ['where a folder that is there gives ENOENT', () => '/proc/x/y', 'ENOENT'],
  ['with no name', () => '', 'ENOENT'],
])('ends with the error of the system %s', async (_where, path, code) => {
  writeFileSync(folder.path('file'), '')
  await expect(makeFolder(path())).rejects.toMatchObject({ code })
})
