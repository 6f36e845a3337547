import { type Bar, MultiBar } from 'cli-progress'
import type { Progress, RunEvent } from '../../core/events.ts'
import { bar, cell, clip } from '../../core/text/layout.ts'
import { amount, fraction } from '../../core/text/progress-text.ts'
import { formatBytes, formatSeconds, formatShare } from '../../core/text/units.ts'
import { unguarded } from '../outlet.ts'
import { type LineStyle, lineFor } from './lines.ts'
import type { Renderer } from './renderer.ts'

/**
 * A table of the files under way, one bar a file and one for all of them below. What is finished leaves the
 * table as a line above it.
 */
export function downloadBars(stdout: NodeJS.WriteStream, style: LineStyle): Pick<Renderer, 'show' | 'close'> {
  const rows = new Map<string, Progress>()
  let all: Progress | null = null
  let table: { readonly multi: MultiBar; readonly bars: readonly Bar[] } | null = null

  const takeDown = () => {
    table?.multi.stop()
    table = null
  }
  function draw(): void {
    const shown = all ? [...rows.values(), all] : [...rows.values()]
    if (table?.bars.length !== shown.length) {
      takeDown()
      const multi = new MultiBar({
        stream: unguarded(stdout),
        hideCursor: true,
        clearOnComplete: true,
        format: (_options, _params, progress: Progress) => downloadRow(progress, stdout.columns ?? 80),
      })
      table = { multi, bars: shown.map((progress) => multi.create(1, 0, progress)) }
    }
    for (const [index, progress] of shown.entries())
      table.bars[index]?.update(fraction(progress) ?? 0, progress)
    table.multi.update()
  }

  return {
    show(event: RunEvent) {
      if (event.event !== 'stage-progress') {
        const line = lineFor(event, style)
        if (line === null) return
        takeDown()
        stdout.write(`${line}\n`)
        return
      }
      const { progress } = event
      if (progress.lane === undefined) all = progress
      else if (progress.total !== null && progress.done >= progress.total) rows.delete(progress.lane)
      else rows.set(progress.lane, progress)
      if (rows.size > 0) draw()
    },
    close: async () => takeDown(),
  }
}

/** One row in fewer than `columns`: name, bar, share, amount, rate, remaining time, each in its column. */
function downloadRow(progress: Progress, columns: number): string {
  const numbers = 58
  const name = Math.max(10, Math.min(48, columns - 1 - numbers - 12))
  const width = Math.max(8, Math.min(24, columns - 1 - numbers - name))
  const share = fraction(progress) ?? 0
  const { bytesPerSecond, remainingSeconds } = progress
  const cells = [
    cell(shorten(progress.lane ?? progress.item, name), name),
    bar(share, width).padEnd(width, '·'),
    formatShare(share).padStart(5),
    amount(progress).padStart(18),
    (bytesPerSecond === undefined ? '' : `${formatBytes(bytesPerSecond)}/s`).padStart(11),
    (remainingSeconds === undefined ? '' : `${formatSeconds(remainingSeconds)} left`).padStart(17),
  ]
  return clip(cells.join(' '), columns - 1)
}

/** Keeps the end of a path: the shard's number says more than the organisation. */
function shorten(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(text.length - width + 1)}`
}
