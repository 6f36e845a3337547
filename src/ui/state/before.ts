import type { PredictedShares } from '../../core/share-of-voice/predict.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'

/** The run that another one began with, and what its figures foretold of that one. */
export interface Before {
  readonly run: RecentRun
  readonly foretold: PredictedShares | null
}
