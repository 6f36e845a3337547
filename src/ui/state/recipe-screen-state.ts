import type { Rehearsal } from '../../core/contract/merge-plan.ts'
import type { Prediction } from '../../steps/inspect/predict.ts'
import type { TakenOutput } from '../../steps/session/output-place.ts'
import type { Line } from './line.ts'
import type { Picker } from './picker.ts'

/** Where the cursor of the form is, and what is known of the recipe. */
export interface RecipeScreenState {
  readonly row: number
  /** Column in a donor's row. */
  readonly cell: number
  readonly edit: Line | null
  /** Whether the value that is typed is meant for all donors. */
  readonly isForAll: boolean
  readonly picker: Picker | null
  readonly prediction: Prediction | null
  readonly predicting: boolean
  /** What the code that merges makes of it; null where it was not asked. */
  readonly rehearsal: Rehearsal | 'going on' | null
  /** What lies where the output would go, when it was last looked. */
  readonly taken: TakenOutput | null
}
