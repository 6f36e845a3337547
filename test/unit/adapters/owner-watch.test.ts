import { expect, test, vi } from 'vitest'
import { OwnerWatch, silenceMs } from '../../../src/adapters/files/lock/lock-owner.ts'

const far = { nonce: 'far', pid: 1, started: null, space: 'elsewhere' }

test.each([
  ['no owner, of today', null, Date.now()],
  ['no owner, of the first moment', null, 0],
  ['an owner elsewhere', far, 86_400_000],
])(
  'a lock of %s is silent at the first look, and dead after a minute of silence',
  async (_what, owner, time) => {
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const watch = new OwnerWatch(silenceMs)
    const heard: string[] = []
    for (; now <= silenceMs + 1000; now += 1000) heard.push(await watch.judge(owner, time))
    vi.restoreAllMocks()
    expect(new Set(heard.slice(0, -1))).toEqual(new Set(['silent']))
    expect(heard.at(-1)).toBe('dead')
  },
)

test.each([[null], [far]])(
  'a lock of %j is alive when its time has moved while it was looked at',
  async (owner) => {
    const watch = new OwnerWatch(silenceMs)
    expect([await watch.judge(owner, 1), await watch.judge(owner, 2)]).toEqual(['silent', 'alive'])
  },
)
