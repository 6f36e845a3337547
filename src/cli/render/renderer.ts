import { drain } from '../../core/drain.ts'
import type { ResultEvent, RunEvent } from '../../core/events.ts'

/** Shows a job: every event as it comes, then how it ended. */
export interface Renderer {
  readonly show: (event: RunEvent) => void
  /** Asks the user for a yes or no; null where nobody can be asked. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<boolean>) | null
  /** Takes down whatever moves, and leaves the terminal as it was. Called once, whatever happened. */
  readonly close: () => Promise<void>
  /** After `close`: what the job came to. */
  readonly conclude: (result: ResultEvent) => void
}

/** Draws a job to its end and gives back what it returned. */
export async function follow<Result>(
  job: AsyncGenerator<RunEvent, Result, void>,
  renderer: Pick<Renderer, 'show' | 'close'>,
): Promise<Result> {
  try {
    return await drain(job, (event) => renderer.show(event))
  } finally {
    // Also when drawing failed: the job then cleans up as for a cancel.
    await job.return(undefined as never)
    await renderer.close()
  }
}
