import { existsSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LargeMerge, largeMerge } from '../../support/large-merge.ts'

let lab: LargeMerge
beforeAll(async () => {
  lab = await largeMerge()
  expect((await lab.run('whole')).code).toBe(0)
})
afterAll(() => lab?.remove())

test('a donor that is cut off in mid-merge is named, and the shards that were finished are kept', async () => {
  const weights = lab.path('large/two/model.safetensors')
  execFileSync('cp', ['-p', weights, lab.path('spare')])
  const failed = await lab.meddled('cut', () => truncate(weights, 100_000))
  expect(failed.code).toBe(1)
  expect(failed.stderr).toMatch(
    /^error: large\/two has changed since the merge began: .*ended while it was read$/m,
  )
  expect(failed.stderr).toMatch(/^hint: .*download/m)
  expect(failed.stderr).not.toMatch(/Error:/)
  expect(failed.stdout).toMatch(/unfinished work are kept in /)

  execFileSync('cp', ['-p', lab.path('spare'), weights])
  const resumed = await lab.run('cut', '--resume')
  expect(resumed.stderr).toBe('')
  expect(await lab.weights('cut')).toEqual(await lab.weights('whole'))
})

test('a finished merge is kept when somebody fills its place meanwhile', async () => {
  const failed = await lab.meddled('taken', async () => {
    await mkdir(lab.path('taken'))
    await writeFile(lab.path('taken/mine.txt'), 'mine')
  })
  expect(failed.code).toBe(2)
  expect(failed.stderr).toMatch(/taken was filled by somebody else/)
  expect(await lab.weights('.taken.mergescope')).toEqual(await lab.weights('whole'))

  await rm(lab.path('taken'), { recursive: true })
  expect((await lab.run('taken', '--resume')).code).toBe(0)
  expect(await lab.weights('taken')).toEqual(await lab.weights('whole'))
  expect(existsSync(lab.path('.taken.mergescope'))).toBe(false)
})
