/** Turns pushed values into an async iterable. The consumer decides the pace; nothing is lost. */
export class EventQueue<Value> {
  #values: Value[] = []
  #ended = false
  #wake: () => void = () => undefined

  push(value: Value): void {
    this.#values.push(value)
    this.#wake()
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value, void, void> {
    while (true) {
      const values = this.#values
      this.#values = []
      yield* values
      if (this.#values.length > 0) continue
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
