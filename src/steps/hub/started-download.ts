import type { DownloadResult } from '../../core/contract/download.ts'
import { drain } from '../../core/drain.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { EventQueue } from '../common/event-queue.ts'
import { type DownloadOptions, downloadStage } from './download.ts'

/** A download that goes on while something else is found out. */
export interface StartedDownload {
  /** Tells all that it did and does, and ends with it. */
  readonly stage: Stage<DownloadResult>
  /** Ends it; what is there by then is continued by the next one. */
  stop(reason: unknown): Promise<void>
}

/** Begins a download that nobody listens to yet. */
export function startDownload(options: DownloadOptions): StartedDownload {
  const stop = new AbortController()
  const { hub } = options
  const signal = hub.signal ? AbortSignal.any([hub.signal, stop.signal]) : stop.signal
  const events = new EventQueue<RunEvent>()
  const done = drain(downloadStage({ ...options, hub: { ...hub, signal } }), (event) =>
    events.push(event),
  ).finally(() => events.end())
  // It is awaited later; without this, a failure until then would count as unhandled.
  done.catch(() => undefined)
  async function* tell(): Stage<DownloadResult> {
    yield* events
    return await done
  }
  return {
    stage: tell(),
    stop: async (reason) => {
      stop.abort(reason)
      await done.catch(() => undefined)
    },
  }
}
