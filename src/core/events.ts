import type { z } from 'zod'
import type { Failure } from './contract/common.ts'
import type { progress, resultEvent, runEvent } from './contract/event.ts'

export type Progress = Readonly<z.infer<typeof progress>>
export type RunFailure = Readonly<Failure>

/**
 * Everything that happens in a job, as one union. A stage yields these and never prints; the shells draw
 * them, `--json` writes them (with `schema` and `at` added), the tests assert on them.
 */
export type RunEvent = Readonly<z.infer<typeof runEvent>>

/** The last line of a run's event stream. */
export type ResultEvent = Readonly<z.infer<typeof resultEvent>>

/** A stage of the job: yields what happens, returns what it found. */
export type Stage<Result> = AsyncGenerator<RunEvent, Result, void>
