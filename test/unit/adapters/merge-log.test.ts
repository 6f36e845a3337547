import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MergeLog } from '../../../src/adapters/files/write/merge-log.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()

test.each([
  ['on a full disk', () => '/dev/full', 'ENOSPC'],
  ['in a folder that is not there', () => folder.path('none', 'merge.log'), 'ENOENT'],
])('a log %s throws nothing, and says once what is lost', (_where, path, code) => {
  const log = new MergeLog()
  log.write('early')
  log.open(path())
  log.write('late')
  expect([log.takeFailure(), log.takeFailure()]).toEqual([code, null])
  log.write('later')
  log.close()
  expect(log.takeFailure()).toBe(null)
})

test('a log that can be written holds every line, early ones first', () => {
  const log = new MergeLog()
  log.write('early')
  log.open(folder.path('merge.log'))
  log.write('late')
  log.close()
  expect(readFileSync(folder.path('merge.log'), 'utf8')).toBe('early\nlate\n')
  expect(log.takeFailure()).toBe(null)
})
