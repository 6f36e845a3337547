import type { MergeConfig } from '../../core/merge-config/types.ts'
import type { Settings } from '../../core/run/settings.ts'

/** The run whose recipe was taken up, and that recipe as it stands in its record. */
export interface Origin {
  readonly folder: string
  readonly text: string
  /** Where it went: the next run goes into a folder beside it. */
  readonly output: string
}

/** A text from the editor that is no recipe yet, and why. */
export interface Slip {
  readonly text: string
  readonly problem: string
}

/** What the user makes, as one value: each edit gives a new one. */
export interface Made {
  readonly config: MergeConfig
  /** The recipe as it stands in its file, or would: with the comments of the one who wrote it. */
  readonly text: string
  readonly output: string
  readonly file: string
  /** Options of the run. */
  readonly settings: Settings
  /** Where it began, if not from nothing or from a file. */
  readonly origin: Origin | null
  /** Of a step forth only: the text from the editor that undo put away. */
  readonly slip?: Slip | null
}
