import type { Rehearsal } from '../../core/contract/merge-plan.ts'
import type { RunResult } from '../../core/contract/run.ts'
import type { MergescopeError } from '../../core/errors.ts'
import type { MergeConfig, ParameterSetting } from '../../core/merge-config/types.ts'
import type { Transformers } from '../../core/transformers.ts'
import type { Prediction } from '../../steps/inspect/predict.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'
import type { UnfinishedRun } from '../../steps/results/started-runs.ts'
import type { Draft } from '../../steps/session/drafts.ts'
import type { TakenOutput } from '../../steps/session/output-place.ts'
import type { Suggestion } from './adding.ts'
import type { AppState } from './app.ts'
import type { DonorState } from './donor-state.ts'
import type { Effect } from './effect.ts'
import type { Line } from './line.ts'
import type { RunAction } from './run-state.ts'
import type { ScreenName } from './screen-name.ts'

export type FindAction =
  | { readonly kind: 'find' }
  | { readonly kind: 'find-typed'; readonly line: Line }
  | { readonly kind: 'find-done'; readonly keep: boolean }
  | { readonly kind: 'find-next'; readonly by: 1 | -1 }

/** Everything that can happen to the app: keys, pastes, and what the work in the background found. */
export type AppAction =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'go'; readonly screen: ScreenName }
  | { readonly kind: 'help' }
  | { readonly kind: 'ask'; readonly question: NonNullable<AppState['question']> }
  | { readonly kind: 'answer'; readonly yes: boolean }
  | { readonly kind: 'effect'; readonly effect: Effect }
  | { readonly kind: 'notice'; readonly tone: 'info' | 'error'; readonly text: string }
  | {
      readonly kind: 'environment'
      readonly text: string
      readonly fix: string | null
      /** Version of the installed mergekit. */
      readonly mergekit: string | null
      readonly transformers?: Transformers
    }
  | { readonly kind: 'recent'; readonly runs: readonly RecentRun[] }
  | { readonly kind: 'unfinished'; readonly runs: readonly UnfinishedRun[] }
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'sideways'; readonly by: number }
  | { readonly kind: 'open-row' }
  /** Of the runs of Home: remember one, and compare another with it. */
  | { readonly kind: 'mark-run' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'leave' }
  | FindAction
  | { readonly kind: 'palette' }
  | { readonly kind: 'choose-command' }
  | { readonly kind: 'begin-command'; readonly text: string }
  // Donors
  | { readonly kind: 'add' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'mark-suggestion' }
  | {
      readonly kind: 'suggest'
      readonly text: string
      readonly suggestions: readonly Suggestion[]
      readonly problem: string | null
    }
  | { readonly kind: 'remove-donor' }
  | { readonly kind: 'read-again' }
  | { readonly kind: 'base-donor' }
  | { readonly kind: 'donor'; readonly name: string; readonly state: DonorState }
  // Recipe
  /** A text that was read as a recipe: that of a file, or (null) one that is in none. */
  | {
      readonly kind: 'recipe'
      readonly config: MergeConfig
      readonly text: string
      readonly file: string | null
    }
  | { readonly kind: 'draft'; readonly draft: Draft | null }
  | { readonly kind: 'slip'; readonly text: string; readonly problem: string }
  /** Where the recipe belongs; `text` is what was written there. */
  | { readonly kind: 'file'; readonly file: string; readonly text: string | null }
  /** Where a run goes whose folder was taken. */
  | { readonly kind: 'output'; readonly output: string }
  /** What was found there; null where it is free. */
  | { readonly kind: 'output-seen'; readonly taken: TakenOutput | null }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'clear-value' }
  /** A value for all donors; weights that add up to one. */
  | { readonly kind: 'edit-all' }
  | { readonly kind: 'normalise' }
  | { readonly kind: 'predicting' }
  | { readonly kind: 'predicted'; readonly prediction: Prediction }
  | { readonly kind: 'rehearsing' }
  | { readonly kind: 'rehearsed'; readonly rehearsal: Rehearsal | null }
  // Run
  | {
      readonly kind: 'run-started'
      readonly id: number
      readonly at: number
      readonly config: string
      readonly output: string
      /** What would do the same from a shell. */
      readonly command: readonly string[]
    }
  | { readonly kind: 'run'; readonly id: number; readonly action: RunAction }
  | {
      readonly kind: 'run-ended'
      readonly id: number
      readonly folder: string
      readonly result: RunResult | null
      readonly error: MergescopeError | null
    }
  // Result
  | { readonly kind: 'show-result'; readonly run: RecentRun }
  | { readonly kind: 'quieter'; readonly by: number }
  /** Of the donor under the cursor, in the recipe of the next run. */
  | { readonly kind: 'leave-out' }
  | { readonly kind: 'type-weight' }
  | { readonly kind: 'to-options' }
  | { readonly kind: 'set-weight'; readonly setting: ParameterSetting }
  | { readonly kind: 'weigh'; readonly by: 1 | -1 }
  /** The recipe of the result into the form. */
  | { readonly kind: 'take-recipe' }
  | { readonly kind: 'run-anew' }
