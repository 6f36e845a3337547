import { describe, expect, it } from 'vitest'
import type { BridgeEvent } from '../../../src/adapters/bridge/protocol.ts'
import { bridgeToHazards, goneWithin, isAlive } from './bridge.ts'

describe('a call', () => {
  it('takes any JSON there and back', async () => {
    const bridge = await bridgeToHazards()
    const value = { text: 'é\u0000\n"\\<|im_start|>', list: [1, -0.5, null, true], big: 'x'.repeat(300_000) }
    expect(await bridge.call('hazards:echo', value)).toEqual(value)
  })

  it('brings every event of four threads before it resolves, in order for each thread', async () => {
    const bridge = await bridgeToHazards()
    const events: BridgeEvent[] = []
    await bridge.call('hazards:many_events', 500, { onEvent: (event) => events.push(event) })
    for (const name of 'abcd')
      expect(events.filter((event) => event.name === name).map((event) => event.number)).toEqual(
        Array.from({ length: 500 }, (_, number) => number),
      )
  })

  it('waits its turn when another one is under way', async () => {
    const bridge = await bridgeToHazards()
    const answers = await Promise.all([1, 2, 3].map((value) => bridge.call('hazards:echo', value)))
    expect(answers).toEqual([1, 2, 3])
  })

  it('turns NaN and infinities into null', async () => {
    const bridge = await bridgeToHazards()
    expect(await bridge.call('hazards:not_finite', 0)).toEqual({ nan: null, inf: [null, 1.5] })
  })

  it.each([
    ['hazards:leave', 3, 'merge-failed', /sys\.exit\(3\)/],
    ['hazards:surrogate', 0, 'merge-failed', /ValueError: a token � and no more/],
    ['hazards:unprintable', 0, 'merge-failed', /Rude/],
    ['hazards:out_of_memory', 0, 'out-of-memory', /MemoryError/],
    ['hazards:disk_full', 0, 'disk-full', /No space left/],
    ['hazards:no_such_function', 0, 'merge-failed', /no_such_function/],
  ])('%s becomes an error with a code, and the bridge lives on', async (target, argument, code, text) => {
    const bridge = await bridgeToHazards()
    await expect(bridge.call(target, argument)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(text),
    })
    expect(await bridge.call('hazards:echo', 'still here')).toBe('still here')
  })

  it('survives 100 MB on stdout, thinned out to lines that can be shown', async () => {
    const bridge = await bridgeToHazards()
    const lines: BridgeEvent[] = []
    const done = await bridge.call('hazards:storm', 100, { onEvent: (event) => lines.push(event) })
    expect(done).toBe('done')
    expect(lines.length).toBeLessThan(20_000)
    expect(Math.max(...lines.map((line) => String(line.message).length))).toBeLessThanOrEqual(2000)
    expect(await bridge.call('hazards:echo', 1)).toBe(1)
  })
})

describe('closing', () => {
  it('leaves no process, and is harmless the second time', async () => {
    const bridge = await bridgeToHazards()
    const pids = [bridge.hostPid, bridge.pythonPid]
    expect(pids.every(isAlive)).toBe(true)
    await bridge.close()
    await bridge.close()
    expect(await goneWithin(pids, 2000)).toBe(true)
  })

  it('keeps two bridges apart', async () => {
    const [first, other] = await Promise.all([bridgeToHazards(), bridgeToHazards()])
    await first.close()
    expect(await other.call('hazards:echo', 7)).toBe(7)
    await expect(first.call('hazards:echo', 7)).rejects.toThrow('closed')
  })
})

it('ends the call when a listener throws, instead of the process', async () => {
  const bridge = await bridgeToHazards()
  const call = bridge.call('hazards:many_events', 10, {
    onEvent: () => {
      throw new Error('a broken listener')
    },
  })
  await expect(call).rejects.toMatchObject({ code: 'internal', message: 'a broken listener' })
})
