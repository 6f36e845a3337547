import { tensorShareLines } from '../audit-log/share-lines.ts'
import type { TensorVoice } from '../contract/share-of-voice.ts'
import type { RunEvent } from '../events.ts'
import { tensorLines } from '../view/audit-lines.ts'

/**
 * The event as a line of `merge.log`, or null where it belongs elsewhere. Log messages stand as they were
 * said, marker and all: `mergescope audit` reads the file like the log of any mergekit run.
 */
export function logLine(event: RunEvent, at: string): string | null {
  switch (event.event) {
    case 'log':
      return `${at} ${event.level} ${event.source}: ${event.message}`
    case 'action':
      return `${at} info mergescope: ${event.action} ${event.detail}`.trimEnd()
    case 'stage-started':
      return `${at} info mergescope: ${event.stage}: ${event.title}`
    case 'stage-finished':
      return `${at} info mergescope: ${event.stage} ${event.outcome}: ${event.summary}`
    case 'finding': {
      const { severity, donor, message, code } = event.finding
      return `${at} ${severity} mergescope: ${donor === null ? '' : `${donor}: `}${message} [${code}]`
    }
    // Audit records are log lines already.
    case 'share-of-voice':
      return shareLogLines([...drawnLines(event.tensor), ...tensorShareLines(event.tensor)], at)
    case 'vocabulary-audit':
    case 'stage-progress':
      return null
  }
}

/** For people, as `-v` has them; the lines behind them are for `mergescope audit`. */
const drawnLines = (tensor: TensorVoice): readonly string[] =>
  tensorLines(tensor).map((line) => line.map(({ text }) => text).join(''))

/** Share-of-voice lines as they stand in `merge.log`; null where there is none. */
export function shareLogLines(lines: readonly string[], at: string): string | null {
  return lines.length === 0 ? null : lines.map((line) => `${at} info mergescope: ${line}`).join('\n')
}
