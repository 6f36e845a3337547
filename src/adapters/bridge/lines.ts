export interface LineLimits {
  /** A longer line is cut. */
  readonly characters: number
  /** More lines than this within one second are counted and not passed on. */
  readonly perSecond: number
}

/**
 * Turns chunks of text into lines, in bounded memory whatever comes: lines end at \n or \r (progress bars
 * redraw with \r), long ones are cut, and a storm is thinned out to a sentence that counts what was left out.
 */
export class Lines {
  readonly #emit: (line: string) => void
  readonly #limits: LineLimits
  readonly #now: () => number
  #rest = ''
  #second = 0
  #passed = 0
  #dropped = 0

  constructor(emit: (line: string) => void, limits: LineLimits, now: () => number = Date.now) {
    this.#emit = emit
    this.#limits = limits
    this.#now = now
  }

  push(text: string): void {
    const parts = (this.#rest + text).split(/[\r\n]+/)
    this.#rest = (parts.pop() ?? '').slice(0, this.#limits.characters)
    for (const line of parts) this.#line(line)
  }

  end(): void {
    this.#line(this.#rest)
    this.#rest = ''
    this.#tellDropped()
  }

  #line(line: string): void {
    if (line.trim() === '') return
    const second = Math.floor(this.#now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#passed = 0
      this.#tellDropped()
    }
    if (this.#passed >= this.#limits.perSecond) {
      this.#dropped += 1
      return
    }
    this.#passed += 1
    this.#emit(line.slice(0, this.#limits.characters))
  }

  #tellDropped(): void {
    if (this.#dropped > 0) this.#emit(`… ${this.#dropped} more lines left out`)
    this.#dropped = 0
  }
}
