import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))

/** The interpreter for tests that need a real mergekit: named by the environment, else the managed one. */
export function testPython(): string {
  const python =
    process.env.MERGESCOPE_TEST_PYTHON ??
    process.env.MERGESCOPE_PYTHON ??
    join(repositoryRoot, '.venv', 'bin', 'python')
  if (!existsSync(python))
    throw new Error(`no Python for the tests at ${python}: run \`mergescope setup\` or set MERGESCOPE_PYTHON`)
  return python
}
