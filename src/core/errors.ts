import { type ErrorCode, errorCodes } from './error-codes.ts'

export interface ErrorDetails {
  /** What to do about it: one sentence, often a command. */
  readonly hint?: string
  /** Machine-readable facts (path, model, token …). Never secrets. */
  readonly context?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The one class of error that reaches a user: a stable code, one sentence, and what to do. */
export class MergescopeError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly context: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'MergescopeError'
    this.code = code
    this.hint = details.hint
    this.context = details.context ?? {}
  }

  get exitCode(): number {
    return errorCodes[this.code].exit
  }
}

/** Whatever was thrown, as a MergescopeError; a foreign error becomes `internal` and keeps its cause. */
export function toMergescopeError(thrown: unknown): MergescopeError {
  if (thrown instanceof MergescopeError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new MergescopeError('internal', message, {
    cause: thrown,
    hint: 'run again with -v to see where, and report it',
  })
}
