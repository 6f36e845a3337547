import { fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testPython } from '../../support/python.ts'
import { bridgeToHazards, goneWithin } from './bridge.ts'

describe('Python dies', () => {
  it('by kill -9 in the middle of a call: the call rejects and says so', async () => {
    const bridge = await bridgeToHazards()
    const call = bridge.call('hazards:hang', 60)
    setTimeout(() => process.kill(bridge.pythonPid, 'SIGKILL'), 100)
    await expect(call).rejects.toMatchObject({ code: 'python-died', message: /SIGKILL/ })
    expect(await goneWithin([bridge.hostPid, bridge.pythonPid], 2000)).toBe(true)
  })

  it('by itself: the exit code and the last line are told', async () => {
    const bridge = await bridgeToHazards()
    await expect(bridge.call('hazards:leave_hard', 7)).rejects.toMatchObject({
      code: 'python-died',
      message: /exit code 7.*the last words/,
    })
    await expect(bridge.call('hazards:echo', 1)).rejects.toMatchObject({ code: 'python-died' })
  })

  it('together with its host: nothing of the group is left', async () => {
    const bridge = await bridgeToHazards()
    const ready = Promise.withResolvers<number>()
    const call = bridge.call('hazards:with_child', 60, {
      onEvent: (event) => ready.resolve(Number(event.child)),
    })
    call.catch(() => undefined)
    const child = await ready.promise
    process.kill(bridge.hostPid, 'SIGKILL')
    await expect(call).rejects.toMatchObject({ code: 'python-died' })
    expect(await goneWithin([bridge.hostPid, bridge.pythonPid, child], 2000)).toBe(true)
  })
})

describe('Python hangs', () => {
  it('with heartbeats but no progress', async () => {
    const bridge = await bridgeToHazards({ stallMs: 1500 })
    await expect(bridge.call('hazards:hang', 60)).rejects.toMatchObject({
      code: 'python-hangs',
      message: /no progress/,
    })
    expect(await goneWithin([bridge.hostPid, bridge.pythonPid], 2000)).toBe(true)
  })

  it('without a sign of life', async () => {
    const bridge = await bridgeToHazards({ silenceMs: 3000 })
    await expect(bridge.call('hazards:stop_self', 0)).rejects.toMatchObject({
      code: 'python-hangs',
      message: /no sign of life/,
    })
    expect(await goneWithin([bridge.hostPid, bridge.pythonPid], 2000)).toBe(true)
  })
})

describe('cancelling', () => {
  it.each(['hazards:polite', 'hazards:stubborn', 'hazards:with_child'])(
    'ends %s within two seconds and leaves no process',
    async (target) => {
      const bridge = await bridgeToHazards()
      const stop = new AbortController()
      const pids = [bridge.hostPid, bridge.pythonPid]
      const call = bridge.call(target, 60, {
        signal: stop.signal,
        onEvent: ({ event, child }) => {
          if (event !== 'ready') return
          if (child !== undefined) pids.push(Number(child))
          stop.abort()
        },
      })
      await expect(call).rejects.toMatchObject({ code: 'cancelled' })
      await bridge.close()
      expect(await goneWithin(pids, 500)).toBe(true)
    },
  )

  it('does not start a call that was cancelled before', async () => {
    const bridge = await bridgeToHazards()
    await expect(bridge.call('hazards:echo', 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

it('ends Python when the parent is killed', async () => {
  const parent = fork(new URL('./doomed-parent.ts', import.meta.url), [testPython()], {
    execArgv: ['--import', 'tsx', '--disable-warning=ExperimentalWarning'],
    stdio: 'ignore',
  } as never)
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [pids] = (await once(parent, 'message')) as [number[]]
  parent.kill('SIGKILL')
  expect(pids).toHaveLength(2)
  expect(await goneWithin(pids, 3000)).toBe(true)
})
