export interface RetryPolicy {
  /** Tries in a row that bring nothing new before it is given up. */
  readonly tries: number
  readonly firstDelaySeconds: number
  readonly longestDelaySeconds: number
  /** A server that asks for a longer wait than this is reported instead of waited for. */
  readonly longestWaitSeconds: number
}

export const defaultRetryPolicy: RetryPolicy = {
  tries: 8,
  firstDelaySeconds: 0.5,
  longestDelaySeconds: 30,
  longestWaitSeconds: 300,
}

/**
 * Seconds before try number `failures + 1`: doubling, capped, with half of it left to chance, so that many
 * clients do not come back together. `random` is in [0, 1).
 */
export function backOffSeconds(policy: RetryPolicy, failures: number, random: number): number {
  const full = Math.min(policy.longestDelaySeconds, policy.firstDelaySeconds * 2 ** Math.max(0, failures - 1))
  return full / 2 + (full / 2) * random
}

type HeaderLookup = (name: string) => string | null

/**
 * How long a server asks to wait, in seconds: `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), else
 * the reset of `RateLimit` (draft-ietf-httpapi-ratelimit-headers, `t=`), else `RateLimit-Reset`. Null where
 * it does not say. `now` is in milliseconds.
 */
export function askedWaitSeconds(header: HeaderLookup, now: number): number | null {
  const retryAfter = header('retry-after')?.trim()
  if (retryAfter) {
    if (/^\d+(\.\d+)?$/.test(retryAfter)) return Number(retryAfter)
    const date = Date.parse(retryAfter)
    if (!Number.isNaN(date)) return Math.max(0, (date - now) / 1000)
  }
  const rateLimit = /(?:^|[;,\s])t=(\d+)/.exec(header('ratelimit') ?? '')
  if (rateLimit) return Number(rateLimit[1])
  const reset = header('ratelimit-reset')?.trim() ?? ''
  return /^\d+$/.test(reset) ? Number(reset) : null
}
