/** Bytes a second over the last few seconds. Times are in milliseconds from any fixed start. */
export interface RateMeter {
  add(bytes: number): void
  /** The rate up to `now`; null before there is enough to tell. */
  rate(now: number): number | null
}

/** Milliseconds after which a byte counts for a third. */
const memory = 4_000

/** A mean in which bytes and time fade at the same pace, so that it is right from the first moment on. */
export function rateMeter(start: number): RateMeter {
  let fresh = 0
  let since = start
  let bytes = 0
  let time = 0
  return {
    add(more) {
      fresh += more
    },
    rate(now) {
      const elapsed = now - since
      if (elapsed >= 200) {
        const kept = Math.exp(-elapsed / memory)
        bytes = bytes * kept + fresh
        time = time * kept + elapsed
        fresh = 0
        since = now
      }
      return time > 0 ? (bytes / time) * 1000 : null
    },
  }
}

/** Seconds until `left` bytes are there; undefined while nothing moves. */
export function remainingSeconds(left: number, rate: number | null): number | undefined {
  return rate !== null && rate > 1 ? left / rate : undefined
}
