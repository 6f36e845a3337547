import type { ResultEvent, RunEvent } from '../../core/events.ts'

/** One event as a line of NDJSON. `at` is the time as ISO text. */
export function ndjsonLine(event: RunEvent | ResultEvent, at: string): string {
  const { event: name, ...rest } = event
  return `${JSON.stringify({ schema: 1, event: name, at, ...rest })}\n`
}
