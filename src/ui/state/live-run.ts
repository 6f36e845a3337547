import type { RunResult } from '../../core/contract/run.ts'
import type { MergescopeError } from '../../core/errors.ts'
import type { Before } from './before.ts'
import type { RunState } from './run-state.ts'

export const logFilters = ['everything', 'actions', 'warnings'] as const
export type LogFilter = (typeof logFilters)[number]

/** A run that was started from here. */
export interface LiveRun {
  readonly id: number
  readonly state: RunState
  readonly config: string
  readonly output: string
  /** What would do the same from a shell. */
  readonly command: readonly string[]
  /** The run whose recipe this one changes; null where there is none. */
  readonly before: Before | null
  readonly shown: LogFilter
  readonly ended: { readonly result: RunResult | null; readonly error: MergescopeError | null } | null
}
