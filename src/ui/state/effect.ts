import type { Draft } from '../../steps/session/drafts.ts'
import type { ScreenName } from './screen-name.ts'

/** Something that has to be done outside; done once, when it appears. */
export type Effect =
  /** `sure`: the user was asked what becomes of an unsaved recipe. */
  | { readonly kind: 'quit'; readonly sure?: true }
  | { readonly kind: 'load'; readonly path: string; readonly into?: ScreenName; readonly sure?: true }
  | {
      readonly kind: 'save'
      readonly path: string
      readonly text: string
      /** What the file may hold to be replaced; null: it must not be there. */
      readonly expected: string | null
      /** What to do once it is saved. */
      readonly next?: Effect
    }
  | { readonly kind: 'take-up'; readonly draft: Draft; readonly sure?: true }
  | { readonly kind: 'edit'; readonly text: string }
  | {
      readonly kind: 'run'
      readonly leftover: 'refuse' | 'continue' | 'discard' | 'overwrite'
      /** Into a folder and from a recipe file that are not there yet: their names are counted up. */
      readonly anew?: true
    }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'answer'; readonly yes: boolean }
  | { readonly kind: 'open-report'; readonly folder: string }
  | { readonly kind: 'copy'; readonly text: string }
  /** A command of the command line, with the terminal to itself. */
  | {
      readonly kind: 'tool'
      readonly words: readonly string[]
      /** Where it is run, if not in the current folder. */
      readonly folder?: string
    }
