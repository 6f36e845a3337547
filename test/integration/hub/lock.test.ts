import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { isLocked, takeLock } from '../../../src/adapters/files/lock/lock.ts'
import { OwnerWatch } from '../../../src/adapters/files/lock/lock-owner.ts'
import { repositoryRoot } from '../../support/python.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})
const lockFile = async () => {
  folders.push(await mkdtemp(join(tmpdir(), 'mergescope-lock-')))
  return join(folders.at(-1)!, 'a', 'lock')
}
const options = (silence = 2000) => ({ silence, signal: undefined })

/** A process that takes the lock, says so, and lives until it is killed. */
async function holder(path: string, silence = 60_000) {
  const code = `
    const { takeLock } = await import('./src/adapters/files/lock/lock.ts')
    const lock = await takeLock(process.argv[1], { silence: Number(process.argv[2] ?? 60000), signal: undefined })
    console.log('taken')
    lock.lost.addEventListener('abort', async () => console.log('lost', await lock.held()))
    setInterval(() => {}, 1000)`
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', code, path, String(silence)],
    {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await once(child.stdout, 'data')
  return child
}

it('keeps others waiting while its owner lives, and lets them in when it is released', async () => {
  const path = await lockFile()
  const first = await takeLock(path, options(500))
  let taken = false
  const second = takeLock(path, options(500)).then((lock) => {
    taken = true
    return lock
  })
  await sleep(1500)
  expect(taken).toBe(false)
  await first.release()
  await (await second).release()
  expect(readdirSync(dirname(path))).toEqual([])
})

it('of a process that was killed with -9 is taken over at once', async () => {
  const path = await lockFile()
  const child = await holder(path)
  expect(await isLocked(path)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(path)).toBe(true)
  expect(await isLocked(path)).toBe(false)
  const began = performance.now()
  const lock = await takeLock(path, options(60_000))
  expect(performance.now() - began).toBeLessThan(5000)
  expect(await lock.held()).toBe(true)
  await lock.release()
})

it('of a process that is suspended is taken over after the silence, and it notices when it wakes up', async () => {
  const path = await lockFile()
  const child = await holder(path, 600)
  child.kill('SIGSTOP')
  const lock = await takeLock(path, options(600))
  expect(await lock.held()).toBe(true)
  child.kill('SIGCONT')
  const [said] = await once(child.stdout, 'data')
  expect(String(said)).toBe('lost false\n')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await lock.held()).toBe(true)
  await lock.release()
})

it.each([
  ['another host', { space: 'elsewhere boot pid:[1]' }, 0],
  ['an earlier boot of this host, whose clock was ahead by a year', { space: 'here boot-0 pid:[1]' }, 3.2e10],
  ['a process of this host that lives and says nothing', {}, -3.2e10],
])('of %s ends after the silence', async (_who, changed, ahead) => {
  const path = await lockFile()
  const mine = await takeLock(path, options())
  const owner = JSON.parse(readFileSync(path, 'utf8'))
  await mine.release()
  await writeFile(path, JSON.stringify({ ...owner, nonce: 'theirs', ...changed }))
  const time = new Date(Date.now() + ahead)
  await utimes(path, time, time)
  const heard: string[] = []
  const lock = await takeLock(path, { ...options(400), onWait: (state) => heard.push(state) })
  expect(heard).toEqual(['silent'])
  expect(await lock.held()).toBe(true)
  await lock.release()
})

it('a waiter that was suspended itself does not take its own absence for the silence of the owner', async () => {
  const watch = new OwnerWatch(3000)
  const owner = { nonce: 'far', pid: 1, started: null, space: 'elsewhere' }
  expect(await watch.judge(owner, 1)).toBe('silent')
  const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000)
  expect(await watch.judge(owner, 1)).toBe('silent')
  now.mockRestore()
})

it('of a process whose number was given to another one is taken over', async () => {
  const path = await lockFile()
  const mine = await takeLock(path, options())
  const owner = JSON.parse(readFileSync(path, 'utf8'))
  await mine.release()
  await writeFile(path, JSON.stringify({ ...owner, nonce: 'old', started: '1' }))
  await (await takeLock(path, options(60_000))).release()
})

it('of another machine is respected while it is touched, and taken over when it is not', async () => {
  const path = await lockFile()
  await (await takeLock(path, options())).release()
  await writeFile(path, JSON.stringify({ nonce: 'far', pid: 1, started: null, space: 'elsewhere' }))
  let touched = 0
  const beat = setInterval(() => {
    touched = performance.now()
    void utimes(path, new Date(), new Date())
  }, 100)
  expect(await isLocked(path, 600)).toBe(true)
  const waiting = takeLock(path, options(600))
  await sleep(1200)
  clearInterval(beat)
  const lock = await waiting
  expect(performance.now() - touched).toBeGreaterThanOrEqual(500)
  await lock.release()
})

it('that was cut off in mid-write is taken over', async () => {
  const path = await lockFile()
  await (await takeLock(path, options())).release()
  await writeFile(path, '{"nonce":')
  await (await takeLock(path, options(300))).release()
})

it('left by a dead owner is given to one of many at a time', async () => {
  const path = await lockFile()
  await (await takeLock(path, options())).release()
  const dead = { nonce: 'dead', pid: 1, started: null, space: 'elsewhere' }
  await writeFile(path, JSON.stringify(dead))
  let inside = 0
  let most = 0
  const contender = async () => {
    const lock = await takeLock(path, options(200))
    most = Math.max(most, ++inside)
    await sleep(5)
    expect(await lock.held()).toBe(true)
    inside--
    await lock.release()
  }
  await Promise.all(Array.from({ length: 12 }, contender))
  expect(most).toBe(1)
  expect(readdirSync(dirname(path))).toEqual([])
})

it('is given up when the waiting is cancelled', async () => {
  const path = await lockFile()
  const lock = await takeLock(path, options())
  const stop = new AbortController()
  const waiting = takeLock(path, { silence: 2000, signal: stop.signal })
  stop.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await lock.release()
})
