import { setTimeout as sleep } from 'node:timers/promises'
import { HubError } from '../../core/hub/hub-error.ts'
import { backOffSeconds } from '../../core/hub/retry.ts'
import { formatSeconds } from '../../core/text/units.ts'
import type { HubAccess } from './access.ts'

/** Counts failures in a row, waits between tries, and knows when to give up. */
export interface Retries {
  /** Something new arrived: the count starts again. */
  forgive(): void
  /** Waits before the next try; throws the failure when there must not be one. */
  afterFailure(thrown: unknown): Promise<void>
}

export function retries(access: HubAccess, onRetry: (message: string) => void = () => {}): Retries {
  const { retry, signal } = access
  let failures = 0
  return {
    forgive() {
      failures = 0
    },
    async afterFailure(thrown) {
      signal?.throwIfAborted()
      if (!(thrown instanceof HubError) || thrown.retry === 'never') throw thrown
      failures++
      const asked = thrown.waitSeconds
      if (asked !== null && asked > retry.longestWaitSeconds)
        throw again(thrown, `${thrown.message} and wants a wait of ${formatSeconds(asked)}`)
      if (failures >= retry.tries)
        throw again(
          thrown,
          failures > 1 ? `${thrown.message}; given up after ${failures} tries` : thrown.message,
        )
      const seconds = Math.max(asked ?? 0, backOffSeconds(retry, failures, Math.random()))
      onRetry(`${thrown.message}; try ${failures + 1} of ${retry.tries} in ${formatSeconds(seconds)}`)
      await sleep(seconds * 1000, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted())
    },
  }
}

const again = (error: HubError, message: string): HubError =>
  new HubError(error.code, message, {
    hint: error.hint ?? 'run it again: it continues where it stopped',
    context: error.context,
    cause: error,
  })

/** Does `work` until it succeeds or there is no point in another try. */
export async function withRetries<T>(
  access: HubAccess,
  work: () => Promise<T>,
  onRetry?: (message: string) => void,
): Promise<T> {
  const tries = retries(access, onRetry)
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      await tries.afterFailure(thrown)
    }
  }
}
