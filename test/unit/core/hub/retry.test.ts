import { describe, expect, it } from 'vitest'
import { askedWaitSeconds, backOffSeconds, defaultRetryPolicy } from '../../../../src/core/hub/retry.ts'

const asked = (headers: Record<string, string>, now = 0) =>
  askedWaitSeconds((name) => headers[name] ?? null, now)

describe('the wait a server asks for', () => {
  it('is Retry-After in seconds', () => {
    expect(asked({ 'retry-after': '7' })).toBe(7)
    expect(asked({ 'retry-after': ' 0 ' })).toBe(0)
  })

  it('is Retry-After as a date, and nothing once that has passed', () => {
    const date = 'Wed, 21 Oct 2015 07:28:00 GMT'
    expect(asked({ 'retry-after': date }, Date.parse(date) - 5000)).toBe(5)
    expect(asked({ 'retry-after': date }, Date.parse(date) + 5000)).toBe(0)
  })

  it('is the reset of the rate limit where there is no Retry-After', () => {
    expect(asked({ ratelimit: '"api";r=0;t=55' })).toBe(55)
    expect(asked({ ratelimit: 'limit=100, remaining=0, t=9' })).toBe(9)
    expect(asked({ 'ratelimit-reset': '12' })).toBe(12)
    expect(asked({ 'retry-after': '3', ratelimit: '"api";r=0;t=55' })).toBe(3)
  })

  it('is unknown where nothing usable stands', () => {
    for (const headers of [
      {},
      { 'retry-after': 'soon' },
      { ratelimit: '"api";r=0' },
      { 'ratelimit-reset': 'x' },
    ])
      expect(asked(headers)).toBeNull()
  })
})

describe('the back-off', () => {
  it('doubles up to its cap, and chance takes at most half of it', () => {
    const longest = (failures: number) => backOffSeconds(defaultRetryPolicy, failures, 1)
    expect([1, 2, 3, 4].map(longest)).toEqual([0.5, 1, 2, 4])
    expect(longest(50)).toBe(defaultRetryPolicy.longestDelaySeconds)
    expect(backOffSeconds(defaultRetryPolicy, 4, 0)).toBe(2)
  })
})
