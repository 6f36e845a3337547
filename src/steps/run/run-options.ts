import type { Mirrors } from '../../adapters/object-storage/mirror-model.ts'
import type { MergescopeError } from '../../core/errors.ts'
import type { ResultEvent } from '../../core/events.ts'
import type { MergeStageOptions } from './merge.ts'

export interface RunOptions {
  /** Path of the mergekit YAML. */
  readonly config: string
  /** The folder to make, or an address in object storage. */
  readonly output: string
  /** Arguments of `mergescope` that do the same as these options. */
  readonly command: readonly string[]
  readonly python?: string | undefined
  readonly applyPatch: boolean
  readonly dryRun: boolean
  readonly overwrite: boolean
  readonly resume: boolean
  readonly discard: boolean
  readonly hub: {
    readonly cache?: string | undefined
    readonly offline?: boolean | undefined
    readonly trustRemoteCode?: boolean | undefined
    readonly allowPickle?: boolean | undefined
    /** The interpreter that reads and writes object storage. */
    readonly python?: string | undefined
    /** Models there that this run has looked at. */
    readonly mirrors?: Mirrors | undefined
  }
  readonly merge: Partial<
    Pick<
      MergeStageOptions,
      | 'device'
      | 'ray'
      | 'sameBytes'
      | 'memory'
      | 'threads'
      | 'seed'
      | 'audit'
      | 'shardSize'
      | 'compat'
      | 'missingRows'
      | 'mergekit'
    >
  >
  /** Asks the user; null where nobody can answer. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<boolean>) | null
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** Version of mergescope, for the record. */
  readonly version: string
}

/** How a run ended. */
export interface RunEnd {
  readonly event: ResultEvent
  /** Why it did not succeed; carries the exit code. */
  readonly error: MergescopeError | null
}
