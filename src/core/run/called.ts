import type { RunEvent } from '../events.ts'

/**
 * The event with every local path replaced by what the user calls the model: people know `org/name`, not the
 * snapshot folder in the Hub cache. Longer paths go first, since one may lie inside another.
 */
export function called(event: RunEvent, names: ReadonlyMap<string, string>): RunEvent {
  if (event.event === 'log') return { ...event, message: renamed(event.message, names) }
  if (event.event === 'action') return { ...event, detail: renamed(event.detail, names) }
  return event
}

/** A text with every local path replaced by what the user calls the model. */
export function renamed(text: string, names: ReadonlyMap<string, string>): string {
  const paths = [...names.keys()].filter((path) => text.includes(path))
  return paths
    .sort((left, right) => right.length - left.length)
    .reduce((renamed, path) => renamed.replaceAll(path, () => names.get(path)!), text)
}
