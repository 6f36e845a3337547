import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LargeMerge, largeMerge } from '../../support/large-merge.ts'
import { processesWith } from '../../support/processes.ts'

let lab: LargeMerge
beforeAll(async () => {
  lab = await largeMerge()
})
afterAll(() => lab?.remove())

test('a Python that is killed in mid-merge is told with the command that goes on', async () => {
  const mark = `MERGESCOPE_PYTHON=${lab.env.MERGESCOPE_PYTHON}`
  const kill = async () => {
    for (const id of await processesWith(mark)) {
      const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')
      if (/^[^\0]*python[^\0]*\0/.test(command)) process.kill(Number(id), 'SIGKILL')
    }
  }
  const died = await lab.meddled('died', kill)
  expect(died.code).toBe(1)
  expect(died.stderr).toMatch(
    /^error: Python ended by SIGKILL.*\nhint: .*doctor.*; [\d.]+ [kM]B of .* are kept: continue with `mergescope run large\.yml -o died .* --resume`/,
  )
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

test('the summary of an interrupted run tells what is kept; one that is refused tells old and new value', async () => {
  const stopped = await lab.meddled('told', (pid) => process.kill(pid, 'SIGTERM'))
  expect(stopped.stdout).toMatch(/^result {6}unfinished: [\d.]+ [kM]B are kept in .*\.told\.mergescope$/m)
  expect(stopped.stdout).not.toMatch(/nothing was written/)
  const refused = await lab.run('told', '--resume', '--out-shard-size', '5MB')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/changed: options \(shard size: was 4000000, is 5000000\)/)
  expect(refused.stderr).toMatch(/^hint: .*--discard instead of --resume$/m)
  expect(existsSync(lab.path(join('.told.mergescope', 'mergescope')))).toBe(true)
  expect((await lab.run('told', '--resume', '--discard')).code).toBe(2)
})

test('Ctrl-C keeps the work, says how to go on, and --resume gives the same bytes', async () => {
  const { code, stdout } = await lab.meddled('stopped', (pid) => process.kill(pid, 'SIGINT'), '--json')
  expect(code).toBe(130)
  expect(stdout).toMatch(/kept in [^\n]*mergescope run large\.yml -o stopped [^\n]*--resume[^\n]*--discard/)
  expect(existsSync(lab.path('stopped'))).toBe(false)

  const refused = await lab.run('stopped')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/interrupted run[\s\S]*--resume[\s\S]*--discard/)

  const resumed = await lab.run('stopped', '--resume')
  expect(resumed.stderr).toBe('')
  expect(resumed.code).toBe(0)
  expect(await lab.weights('stopped')).toEqual(await lab.weights('whole'))
  expect(Object.keys(await lab.weights('whole')).length).toBeGreaterThan(3)
})
