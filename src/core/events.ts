import type { AuditRecord } from './contract/audit.ts'
import type { Finding } from './contract/common.ts'
import type { RunResult, StageName } from './contract/run.ts'
import type { TensorVoice } from './contract/share-of-voice.ts'

/** How far a stage is: `done` of `total` in its own unit; `item` is what it works on now. */
export interface Progress {
  readonly item: string
  readonly done: number
  readonly total: number | null
  readonly unit: 'bytes' | 'tensors' | 'files' | 'donors'
  readonly bytesPerSecond?: number
  readonly remainingSeconds?: number
  readonly memoryBytes?: number
  /** A second line of work inside the stage, such as one file of several that are under way. */
  readonly lane?: string
}

export interface RunFailure {
  readonly code: string
  readonly message: string
  readonly hint: string | null
}

/**
 * Everything that happens in a job, as one union. A stage yields these and never prints; the shells draw
 * them, `--json` writes them (with `schema` and `at` added), the tests assert on them.
 */
export type RunEvent =
  | { readonly event: 'stage-started'; readonly stage: StageName; readonly title: string }
  | { readonly event: 'stage-progress'; readonly stage: StageName; readonly progress: Progress }
  | {
      readonly event: 'stage-finished'
      readonly stage: StageName
      readonly outcome: 'done' | 'skipped' | 'failed' | 'cancelled'
      readonly summary: string
      readonly seconds: number
    }
  | { readonly event: 'finding'; readonly finding: Finding }
  | { readonly event: 'vocabulary-audit'; readonly record: AuditRecord }
  | { readonly event: 'share-of-voice'; readonly tensor: TensorVoice }
  | {
      readonly event: 'log'
      readonly level: 'debug' | 'info' | 'warning' | 'error'
      readonly source: string
      readonly message: string
    }
  /** Something real that was done to the machine: a command run, a file written, a package patched. */
  | { readonly event: 'action'; readonly action: string; readonly detail: string }

/** The last line of a run's event stream. */
export interface ResultEvent {
  readonly event: 'result'
  readonly verdict: RunResult['verdict']
  readonly result: RunResult | null
  readonly error: RunFailure | null
}

/** A stage of the job: yields what happens, returns what it found. */
export type Stage<Result> = AsyncGenerator<RunEvent, Result, void>
