import type { ErrorCode } from '../error-codes.ts'
import { type ErrorDetails, MergescopeError } from '../errors.ts'

/**
 * What may be done after a failure: nothing, the same again, or the same from the first byte because what
 * is already there cannot be continued.
 */
export type Retry = 'never' | 'again' | 'restart'

/** An error met while talking to the Hub, with what the retry loop needs to know. */
export class HubError extends MergescopeError {
  readonly retry: Retry
  /** How long the server asks us to wait, in seconds; null where it does not say. */
  readonly waitSeconds: number | null

  constructor(
    code: ErrorCode,
    message: string,
    details: ErrorDetails & { readonly retry?: Retry; readonly waitSeconds?: number | null } = {},
  ) {
    super(code, message, details)
    this.name = 'HubError'
    this.retry = details.retry ?? 'never'
    this.waitSeconds = details.waitSeconds ?? null
  }
}
