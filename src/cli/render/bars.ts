import { type Bar, MultiBar } from 'cli-progress'
import type { Progress, RunEvent } from '../../core/events.ts'
import { bar, cell, clip } from '../../core/text/layout.ts'
import { amount, fraction, pace } from '../../core/text/progress-text.ts'
import { formatShare } from '../../core/text/units.ts'
import { unguarded } from '../outlet.ts'
import { type LineStyle, lineFor } from './lines.ts'
import type { Renderer } from './renderer.ts'

/** What a bar shows; its length and words come from here, cli-progress keeps it in its place. */
interface Payload {
  readonly label: string
  readonly progress: Progress
}

/**
 * Lines with moving bars below them, for a terminal without the dashboard. Bars are taken down before a line
 * is written and put up again with the next progress, so that the two never run into each other.
 */
export function barsRenderer(stdout: NodeJS.WriteStream, style: LineStyle): Pick<Renderer, 'show' | 'close'> {
  const payloads = new Map<string, Payload>()
  const bars = new Map<string, Bar>()
  let multi: MultiBar | null = null
  const takeDown = () => {
    multi?.stop()
    multi = null
    bars.clear()
  }
  const putUp = (key: string, payload: Payload) => {
    payloads.set(key, payload)
    multi ??= makeMultiBar(stdout)
    for (const [each, shown] of payloads) {
      const known = bars.get(each)
      if (!known) bars.set(each, multi.create(1, 0, shown))
      else if (each === key) known.update(fraction(shown.progress) ?? 0, shown)
    }
  }
  return {
    show: (event: RunEvent) => {
      if (event.event === 'stage-progress') {
        const { stage, progress } = event
        const key = `${stage}/${progress.lane ?? ''}`
        if (isOver(progress) && progress.lane !== undefined) {
          payloads.delete(key)
          takeDown()
        } else putUp(key, { label: progress.node ?? progress.lane ?? stage, progress })
        return
      }
      if (event.event === 'stage-started' || event.event === 'stage-finished') payloads.clear()
      const line = lineFor(event, style)
      if (line === null && payloads.size > 0) return
      takeDown()
      if (line !== null) stdout.write(`${line}\n`)
    },
    close: async () => takeDown(),
  }
}

const isOver = ({ done, total }: Progress) => total !== null && done >= total

function makeMultiBar(stream: NodeJS.WriteStream): MultiBar {
  return new MultiBar({
    stream: unguarded(stream),
    // Nothing of the terminal is changed, so that nothing has to be restored when the process is ended.
    hideCursor: false,
    linewrap: true,
    clearOnComplete: true,
    format: (_options, _params, payload: Payload) => barText(payload, stream.columns ?? 80),
  })
}

/** One bar in at most `columns`: what, bar, share, amount, pace, the item. */
export function barText({ label, progress }: Payload, columns: number): string {
  const share = fraction(progress)
  const drawn = share === null ? '' : `${bar(share, 20).padEnd(20, '·')} ${formatShare(share).padStart(5)}`
  const words = [drawn, amount(progress), ...pace(progress), clip(progress.item, 40, 'both')]
  return clip(`${cell(label, 10)} ${words.filter(Boolean).join('  ')}`, columns - 1)
}
