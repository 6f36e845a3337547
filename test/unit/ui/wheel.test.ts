import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wheelAsKeys } from '../../../src/ui/wheel.ts'

const [up, down] = ['\u001b[A', '\u001b[B']
const event = fc
  .tuple(fc.constantFrom(0, 2, 32, 64, 65, 66, 68, 81), fc.nat(500), fc.nat(500), fc.constantFrom('M', 'm'))
  .map(([button, x, y, end]) => ({
    sent: `\u001b[<${button};${x};${y}${end}`,
    keys:
      new Map([
        [64, up],
        [68, up],
        [65, down],
        [81, down],
      ])
        .get(button)
        ?.repeat(3) ?? '',
  }))
const key = fc
  .constantFrom('a', '[', '<', '[<1;2M', up, '\u001b[5~', '\r', '语')
  .map((sent) => ({ sent, keys: sent }))

test('turns of the wheel are arrow keys, clicks are nothing, and keys are keys, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(event, key)), fc.array(fc.nat(30)), (sent, cuts) => {
      const asKeys = wheelAsKeys()
      let rest = sent.map((each) => each.sent).join('')
      let heard = ''
      for (const cut of cuts) {
        // What begins as any other key does is put together by those who read keys.
        if (/\u001b\[?$/.test(rest.slice(0, cut))) continue
        heard += asKeys(rest.slice(0, cut))
        rest = rest.slice(cut)
      }
      heard += asKeys(rest)
      expect(heard).toBe(sent.map(({ keys }) => keys).join(''))
    }),
  )
})
