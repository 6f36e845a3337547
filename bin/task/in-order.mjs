/**
 * Several write at once, and each one's output is shown whole, in order: that of the first at once, that of the
 * others when all before them have ended.
 * @param {(chunk: string | Uint8Array) => void} show
 */
export function inOrder(count, show) {
  const parts = Array.from({ length: count }, () => ({ held: [], over: false }))
  let turn = 0
  return parts.map((part, index) => ({
    /** Whether everything before has been shown, so that this one may have the terminal itself. */
    isShown: () => turn === index,
    write: (chunk) => (turn === index ? show(chunk) : part.held.push(chunk)),
    end() {
      part.over = true
      while (parts[turn]?.over) {
        turn += 1
        for (const chunk of parts[turn]?.held.splice(0) ?? []) show(chunk)
      }
    },
  }))
}
