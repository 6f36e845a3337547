import type { RunOptions } from '../../steps/run/run-options.ts'

/** How runs of the app merge: as `mergescope run` does without options. The prediction goes by the same. */
export const runOptions: RunOptions['merge'] = {}
