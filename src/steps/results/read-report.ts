import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunResult, runResult } from '../../core/contract/run.ts'
import { MergescopeError } from '../../core/errors.ts'

/** The result of a finished run, from `mergescope/run.json` in its output. Errors: `path-unusable`. */
export async function readReport(folder: string): Promise<RunResult> {
  const path = join(folder, 'mergescope', 'run.json')
  const refuse = (why: string, cause: unknown) =>
    new MergescopeError('path-unusable', `${path} ${why}`, {
      hint: 'give the output folder of `mergescope run`',
      context: { path },
      cause,
    })
  const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    throw refuse(thrown.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${thrown.message}`, thrown)
  })
  try {
    return runResult.parse(JSON.parse(text))
  } catch (thrown) {
    throw refuse('is not the report of a run', thrown)
  }
}
