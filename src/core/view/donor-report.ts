import type { DonorReport } from '../contract/inspect.ts'
import { formatCount } from '../text/units.ts'

/** How many rows the tensors with a row for each token have, `131,072`; more than one where they differ. */
export const heightsOf = ({ vocabularyTensors }: DonorReport): readonly string[] => [
  ...new Set(vocabularyTensors.map(({ rows }) => formatCount(rows))),
]

/** How many ids a donor lists that it has no row for. */
export const ghostIds = ({ ghosts }: DonorReport): number => new Set(ghosts.map(({ id }) => id)).size
