/** Bytes a second, smoothed over the last few seconds. Times are in milliseconds from any fixed start. */
export interface RateMeter {
  add(bytes: number): void
  /** The rate up to `now`; null before there is enough to tell. */
  rate(now: number): number | null
}

/** Milliseconds after which an old rate counts for a third. */
const memory = 4_000

export function rateMeter(start: number): RateMeter {
  let bytes = 0
  let since = start
  let smooth: number | null = null
  return {
    add(more) {
      bytes += more
    },
    rate(now) {
      const elapsed = now - since
      if (elapsed < 200) return smooth
      const current = (bytes / elapsed) * 1000
      const weight = 1 - Math.exp(-elapsed / memory)
      smooth = smooth === null ? current : smooth + weight * (current - smooth)
      bytes = 0
      since = now
      return smooth
    },
  }
}

/** Seconds until `left` bytes are there; undefined while nothing moves. */
export function remainingSeconds(left: number, rate: number | null): number | undefined {
  return rate !== null && rate > 1 ? left / rate : undefined
}
