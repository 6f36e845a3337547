import { join } from 'node:path'
import { readOwn } from '../../adapters/files/read/read-own.ts'
import type { ObjectStorage } from '../../adapters/object-storage/ask.ts'
import { copySmallFile } from '../../adapters/object-storage/copy-file.ts'
import { type RunResult, runResult } from '../../core/contract/run.ts'
import { MergescopeError } from '../../core/errors.ts'
import { isObjectUri, objectUri, withoutFileScheme } from '../../core/object-uri.ts'
import { namelessVerdicts } from '../../core/run/nameless-verdicts.ts'

/**
 * The result of a finished run, from `mergescope/run.json` in its output, which may be an address in object storage.
 * Errors: `path-unusable`; of an address also those of `copySmallFile`.
 */
export async function readReport(output: string, storage?: ObjectStorage): Promise<RunResult> {
  const folder = withoutFileScheme(output)
  const path =
    storage && isObjectUri(folder)
      ? await copySmallFile(`${objectUri(folder, 'path-unusable')}/mergescope/run.json`, storage)
      : join(folder, 'mergescope', 'run.json')
  const refuse = (why: string, cause: unknown) =>
    new MergescopeError('path-unusable', `${path} ${why}`, {
      hint: 'give the output folder of `mergescope run`',
      context: { path },
      cause,
    })
  const text = await readOwn(path).catch((thrown: NodeJS.ErrnoException) => {
    throw refuse(thrown.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${thrown.message}`, thrown)
  })
  try {
    return namelessVerdicts(runResult.parse(JSON.parse(text)))
  } catch (thrown) {
    throw refuse('is not the report of a run', thrown)
  }
}
