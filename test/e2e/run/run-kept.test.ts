import { execFile, execFileSync } from 'node:child_process'
import { truncate } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LargeMerge, largeConfig, largeMerge } from '../../support/large-merge.ts'
import { mainArguments } from '../../support/terminal.ts'

let lab: LargeMerge
beforeAll(async () => {
  lab = await largeMerge()
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

/** As if `mergescope` were installed and the text pasted into a shell. */
const paste = (command: string) => {
  const words = [process.execPath, ...mainArguments].map((word) => `'${word}'`).join(' ')
  const { env, folder: cwd } = lab
  return promisify(execFile)('sh', ['-c', `mergescope() { ${words} "$@"; }; ${command}`], { env, cwd })
}

test('the command that an interrupted run names goes on with it, whatever it was told and its folder is called', async () => {
  const output = `it's "my"\nmodel $x`
  await promisify(execFile)('cp', ['-r', lab.path('donors/base'), lab.path(output)])
  const options = ['--overwrite', '--no-audit', '--random-seed', '7', '--missing-rows', 'mean']
  const stop = (pid: number) => process.kill(pid, 'SIGINT')
  const stopped = await lab.meddled(output, stop, ...options, '-q')
  expect(stopped.code).toBe(130)
  const said =
    /^error: cancelled\nhint: [\d.]+ [kM]B of unfinished work are kept: continue with `(.*)`, or .*--discard\n$/
  expect(stopped.stderr).toMatch(said)

  const overwriting = await lab.run(output, ...options)
  expect(overwriting.code).toBe(2)
  expect(overwriting.stderr).toMatch(/the work of an interrupted run[\s\S]*--resume/)
  const plain = await lab.run(output)
  expect(plain.stderr).toMatch(/is not empty\nhint: .*--overwrite; .*--resume --overwrite/)

  await paste(said.exec(stopped.stderr)![1]!)
  const whole = await lab.run('other', ...options)
  expect(whole.code).toBe(0)
  expect(await lab.weights(output)).toEqual(await lab.weights('other'))
})

test('nothing is resumed after the config has changed, and --discard starts anew', async () => {
  expect((await lab.meddled('changed', (pid) => process.kill(pid, 'SIGINT'))).code).toBe(130)
  await lab.writeConfig('large.yml', largeConfig.replace('density: 0.5', 'density: 0.6'))
  const refused = await lab.run('changed', '--resume')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/changed: .*config/)
  expect((await lab.run('changed', '--discard')).code).toBe(0)
  expect(await lab.left()).not.toContain('.changed.mergescope')
})
