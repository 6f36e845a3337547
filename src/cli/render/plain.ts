import type { Progress, RunEvent } from '../../core/events.ts'
import { folded } from '../../core/text/fold.ts'
import type { LineStyle } from './lines.ts'
import { lineFor } from './lines.ts'
import type { Renderer } from './renderer.ts'

const secondsBetweenProgress = 10

/** That a machine has finished a file is worth a line of its own. */
const isFileOfNode = ({ node, done, total }: Progress): boolean => node !== undefined && done === total

/** Lines for a pipe or a log file. Progress of the whole comes every ten seconds: enough to see that it is alive. With `-v` none is too wide. */
export function plainRenderer(
  write: (text: string) => void,
  style: LineStyle,
  now: () => number,
): Pick<Renderer, 'show' | 'close'> {
  let last = now()
  return {
    show: (event: RunEvent) => {
      if (event.event === 'stage-started') last = now()
      if (event.event === 'stage-progress' && !isFileOfNode(event.progress)) {
        if (event.progress.node !== undefined || now() - last < secondsBetweenProgress * 1000) return
        last = now()
      }
      const line = lineFor(event, style)
      if (line !== null) write(`${style.verbose ? folded(line) : line}\n`)
    },
    close: async () => {},
  }
}
