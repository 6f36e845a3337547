import type { FoundModel } from '../../core/hub/found-model.ts'
import type { PathSuggestion } from '../../steps/session/complete-path.ts'
import type { Line } from './line.ts'

/** What can be added for the text that stands in the input line. */
export type Suggestion =
  | ({ readonly from: 'path' } & PathSuggestion)
  | { readonly from: 'hub'; readonly model: FoundModel }

/** The input line of the Donors screen. `chosen` is −1 while the text itself is meant. */
export interface Adding {
  readonly line: Line
  readonly suggestions: readonly Suggestion[]
  readonly chosen: number
  /** Those that are added together, by their text, whatever is typed meanwhile. */
  readonly marked: readonly string[]
  readonly searching: boolean
  readonly problem: string | null
}
