import type { AppAction } from '../state/actions.ts'
import type { AppState } from '../state/app.ts'

/** What work in the background gets: the state as it is now, and the way to tell what it found. */
export interface EffectContext {
  readonly env: NodeJS.ProcessEnv
  readonly version: string
  /** Aborts when the app closes. */
  readonly signal: AbortSignal
  readonly state: () => AppState
  readonly dispatch: (action: AppAction) => void
}

/** Waits until nothing has come for a while, and drops what went before. */
export function latest(delayMs: number, closing: AbortSignal) {
  let timer: NodeJS.Timeout | null = null
  let running: AbortController | null = null
  const drop = () => {
    if (timer) clearTimeout(timer)
    running?.abort()
  }
  closing.addEventListener('abort', drop, { once: true })
  return (work: (signal: AbortSignal) => Promise<void>): void => {
    drop()
    const mine = new AbortController()
    running = mine
    timer = setTimeout(() => {
      work(mine.signal).catch(() => {})
    }, delayMs)
  }
}
