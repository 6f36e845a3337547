import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Lock, lock } from '../../../src/adapters/patch/lock.ts'
import { codeOf } from '../../support/patching.ts'
import { type SmallMergekit, smallMergekit } from '../../support/small-mergekit.ts'

let install: SmallMergekit
beforeEach(async () => {
  install = await smallMergekit()
})
afterEach(() => install.remove())

const take = (seconds: number, signal?: AbortSignal) =>
  lock(install.target.python, install.path('.'), seconds, signal)

test('only one holds it, and the next in line gets it when it is released', async () => {
  const first = await take(60)
  const order: string[] = []
  const second = take(60).then((held: Lock) => {
    order.push('second has it')
    return held.release()
  })
  await new Promise((done) => setTimeout(done, 300))
  order.push('first lets go')
  await first.release()
  await second
  expect(order).toEqual(['first lets go', 'second has it'])
})

test('who waits too long is told that somebody else is at work', async () => {
  const held = await take(60)
  expect(await codeOf(take(0.2))).toBe('patch-busy')
  await held.release()
})

test('who waits can be cancelled', async () => {
  const held = await take(60)
  const reason = new Error('enough')
  const controller = new AbortController()
  const waiting = take(60, controller.signal)
  setTimeout(() => controller.abort(reason), 200)
  await expect(waiting).rejects.toBe(reason)
  await held.release()
})

test('a holder that is killed leaves no lock behind', async () => {
  const script = `
    import { lock } from '${new URL('../../../src/adapters/patch/lock.ts', import.meta.url).href}'
    await lock(${JSON.stringify(install.target.python)}, ${JSON.stringify(install.path('.'))}, 60)
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  holder.kill('SIGKILL')
  const held = await take(60)
  await held.release()
})
