import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LargeMerge, largeConfig, largeMerge } from '../../support/large-merge.ts'

let lab: LargeMerge
beforeAll(async () => {
  lab = await largeMerge()
})
afterAll(() => lab?.remove())

const interrupt = (output: string, ...more: string[]) =>
  lab.meddled(output, (pid) => process.kill(pid, 'SIGINT'), ...more)

test('Ctrl-C keeps the work, says how to go on, and --resume gives the same bytes', async () => {
  expect((await lab.run('whole')).code).toBe(0)
  const { code, stdout } = await interrupt('stopped', '--json')
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

test('nothing is resumed after the config has changed, and --discard starts anew', async () => {
  expect((await interrupt('changed')).code).toBe(130)
  await lab.writeConfig('large.yml', largeConfig.replace('density: 0.5', 'density: 0.6'))
  const refused = await lab.run('changed', '--resume')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/changed: .*config/)
  expect((await lab.run('changed', '--discard')).code).toBe(0)
  expect(await lab.left()).not.toContain('.changed.mergescope')
})
