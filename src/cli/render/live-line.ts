import { clip } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { formatSeconds } from '../../core/text/units.ts'
import { emptyLine } from '../outlet.ts'
import type { Shell } from '../shell.ts'

export interface LiveLine {
  readonly terminal: boolean
  /** A line that stays. */
  line(text: string): void
  /** What happens now: on a terminal written over the last one, elsewhere said only after ten silent seconds. */
  now(text: string): void
  clear(): void
}

const silenceMs = 10_000

/** Lines on stderr for work that takes a while, with the time since it began behind what happens now. */
export function liveLine({ stderr }: Shell): LiveLine {
  const terminal = stderr.isTTY === true
  const began = performance.now()
  let lastLine = began
  const line = (text: string) => {
    lastLine = performance.now()
    stderr.write(`${terminal ? emptyLine : ''}${printable(text)}\n`)
  }
  const now = (text: string) => {
    const timed = `  ${text} · ${formatSeconds((performance.now() - began) / 1000)}`
    if (terminal) stderr.write(`${emptyLine}${clip(timed, (stderr.columns ?? 80) - 1)}`)
    else if (performance.now() - lastLine > silenceMs) line(timed)
  }
  return { terminal, line, now, clear: () => void (terminal && stderr.write(emptyLine)) }
}
