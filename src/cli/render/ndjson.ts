import { jsonText } from '../../core/json/json-text.ts'

/** One event as a line of NDJSON. `at` is the time as ISO text. */
export function ndjsonLine(event: { readonly event: string }, at: string): string {
  const { event: name, ...rest } = event
  return `${jsonText({ schema: 1, event: name, at, ...rest })}\n`
}
