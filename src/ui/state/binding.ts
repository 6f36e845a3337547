import type { AppAction } from './actions.ts'

/** One key as it works right now. A key that does nothing stays visible, with `why`. */
export interface Binding {
  /** What has to be pressed; several keys may do the same. */
  readonly keys: readonly string[]
  readonly shown: string
  readonly label: string
  readonly why: string | null
  readonly action: AppAction
}
