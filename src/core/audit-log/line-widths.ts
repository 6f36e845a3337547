/** No terminal is narrower or wider. */
const [narrowest, widest] = [40, 1000]

/** Tells whether a log was broken at the width of a terminal: several of its lines are exactly as long as can be. */
export class LineWidths {
  private width = 0
  private lines = 0
  private last = ''

  see(text: string): void {
    const { length } = text
    if (length < narrowest || length > widest || length < this.width || text === this.last) return
    this.lines = length === this.width ? this.lines + 1 : 1
    this.width = length
    this.last = text
  }

  /** Whether the line most likely ended only because the terminal did. */
  isFull(text: string): boolean {
    return this.lines > 1 && text.length === this.width
  }
}
