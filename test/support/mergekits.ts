import { knownMergekits, newestMergekit } from '../../src/core/mergekit/known.ts'
import type { Mergekit } from '../../src/core/mergekit/table.ts'
import { testPython } from './python.ts'

const compat = process.env.MERGESCOPE_COMPAT_PYTHON

/** The mergekits to hold what is predicted against: that of the tests, or that of a second environment where one is named. */
export const realMergekits: readonly { version: string; mergekit: Mergekit; python: () => string }[] = (
  compat ? knownMergekits.slice(-2, -1) : [newestMergekit]
).map((mergekit) => ({ mergekit, version: mergekit.version, python: () => compat ?? testPython() }))
