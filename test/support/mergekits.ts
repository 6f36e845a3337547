import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { knownMergekits, newestMergekit } from '../../src/core/mergekit/known.ts'
import type { Mergekit } from '../../src/core/mergekit/table.ts'
import { repositoryRoot, testPython } from './python.ts'

const compat = process.env.MERGESCOPE_COMPAT_PYTHON
const older = knownMergekits.slice(0, -1)

/** The interpreter of an older mergekit: of the one before the newest it is named, of others where `setup` would put it. */
function oldPython(mergekit: Mergekit): string | undefined {
  if (mergekit === older.at(-1)) return compat
  const python = join(repositoryRoot, `.venv-${mergekit.version}`, 'bin', 'python')
  return existsSync(python) ? python : undefined
}

/**
 * The mergekits to hold what is predicted against: that of the tests, or, where a second environment is named, all older
 * ones that have an environment.
 */
export const realMergekits: readonly { version: string; mergekit: Mergekit; python: () => string }[] = compat
  ? older.flatMap((mergekit) => {
      const python = oldPython(mergekit)
      return python ? [{ mergekit, version: mergekit.version, python: () => python }] : []
    })
  : [{ mergekit: newestMergekit, version: newestMergekit.version, python: testPython }]
