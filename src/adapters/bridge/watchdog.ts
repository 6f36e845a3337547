export interface WatchdogLimits {
  /** No event and no heartbeat for this long: the process is stopped or its interpreter lock is stuck. */
  readonly silenceMs: number
  /** Heartbeats come, but the work itself has not moved for this long. */
  readonly stallMs: number
}

/** Calls `bark` when Python gives no sign of life for too long. */
export class Watchdog {
  readonly #limits: WatchdogLimits
  readonly #bark: (why: string) => void
  readonly #timer: NodeJS.Timeout
  #lastSign = Date.now()

  constructor(limits: WatchdogLimits, bark: (why: string) => void) {
    this.#limits = limits
    this.#bark = bark
    const period = Math.max(50, Math.min(1000, limits.silenceMs / 4))
    let lastTick = Date.now()
    this.#timer = setInterval(() => {
      const now = Date.now()
      // A late tick means that this process or the whole machine slept, and nobody could be heard.
      if (now - lastTick > period * 4) this.#lastSign = now
      lastTick = now
      if (now - this.#lastSign > limits.silenceMs) this.#complain('sign of life', limits.silenceMs)
    }, period)
    this.#timer.unref()
  }

  /** Something came from Python; `idleMs` is how long its work has not moved, where it said so. */
  sign(idleMs = 0): void {
    this.#lastSign = Date.now()
    if (idleMs > this.#limits.stallMs) this.#complain('progress', this.#limits.stallMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #complain(what: string, limitMs: number): void {
    this.stop()
    this.#bark(`Python gave no ${what} for more than ${Math.round(limitMs / 100) / 10} s`)
  }
}
