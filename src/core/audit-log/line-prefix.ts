const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9'

/** Past the spaces and digits of a number that may be padded; the same index where there is none. */
function afterNumber(text: string, from: number): number {
  let at = from
  while (text[at] === ' ') at += 1
  if (!isDigit(text[at])) return from
  while (isDigit(text[at])) at += 1
  return at
}

/**
 * How far two lines are the same from their starts, in each of them: equal but for the digits of times and counters.
 */
export function sameStart(left: string, right: string): { left: number; right: number } {
  const at = { left: 0, right: 0 }
  while (at.left < left.length && at.right < right.length) {
    const next = { left: afterNumber(left, at.left), right: afterNumber(right, at.right) }
    if (next.left > at.left && next.right > at.right) Object.assign(at, next)
    else if (left[at.left] === right[at.right]) {
      at.left += 1
      at.right += 1
    } else break
  }
  return at
}

/** Where a line goes on behind a prefix that an earlier line had; null where it does not begin with it. */
export function behindPrefix(prefix: string, line: string): number | null {
  const isCut = isDigit(prefix.at(-1)) && isDigit(line[prefix.length])
  if (line.startsWith(prefix) && !isCut) return prefix.length
  const same = sameStart(prefix, line)
  return same.left === prefix.length ? same.right : null
}

/**
 * What stands before every line of a log (its container, CI, `grep -n`), of any shape, as far as it is known yet: what
 * the lines have in common that came since the last one that had nothing in common with them.
 */
export class LinePrefix {
  #known: string | null = null
  /** Whether two lines went on in different ways behind it: one line alone is all prefix. */
  #isTold = false

  see(line: string): void {
    if (line.trim() === '') return
    const same = this.#known === null ? 0 : sameStart(this.#known, line).left
    this.#isTold = same > 0 && (this.#isTold || same < this.#known!.length)
    this.#known = same > 0 ? this.#known!.slice(0, same) : line.slice(0, longest)
  }

  /** How much of a line it is. */
  of(line: string): number {
    return this.#isTold ? (behindPrefix(this.#known!, line) ?? 0) : 0
  }
}

/** No logger writes more before a line. */
const longest = 1000
