import type { RunEvent } from '../events.ts'

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
    // Audit records are log lines already; progress and shares are figures that run.json holds.
    case 'vocabulary-audit':
    case 'share-of-voice':
    case 'stage-progress':
      return null
  }
}
