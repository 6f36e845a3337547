/** No terminal is narrower or wider. */
const [narrowest, widest] = [40, 1000]

/** Tells whether a log was broken at the width of a terminal: several of its lines are exactly as long as can be. */
export class LineWidths {
  private width = 0
  private lines = 0
  private last = ''

  /** @param said what it says behind what stands before every line: a line that is repeated shows nothing */
  see({ length }: string, said: string): void {
    if (length < narrowest || length > widest || length < this.width || said === this.last) return
    this.lines = length === this.width ? this.lines + 1 : 1
    this.width = length
    this.last = said
  }

  /** Whether the line most likely ended only because the terminal did. */
  isFull(text: string): boolean {
    return this.lines > 1 && text.length === this.width
  }
}
