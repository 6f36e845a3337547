import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { MergescopeError } from '../../core/errors.ts'
import { runScript } from '../python/run-script.ts'
import type { PatchTarget } from './install.ts'
import { confirmScript } from './python-scripts.ts'

const confirmAnswer = z.object({ wrong: z.array(z.string()), importError: z.string().nullable() })

const own = fileURLToPath(new URL('../../../python', import.meta.url))

/** A cold import of torch and transformers from a slow disk takes minutes. */
const importTimeoutMs = 300_000

/**
 * A fresh interpreter must run exactly the files that lie there (sha256 by path; null: no such file), and
 * with `byImport` import them from there.
 * @throws MergescopeError `patch-not-confirmed`, `mergekit-import-fails`
 */
export async function confirm(
  target: PatchTarget,
  location: string,
  files: Readonly<Record<string, string | null>>,
  byImport: boolean,
): Promise<void> {
  const answer = await runScript(target.python, confirmScript, {
    timeoutMs: importTimeoutMs,
    env: target.env,
    leaveNoBytecode: true,
    ...(target.first && { first: target.first }),
    args: [JSON.stringify({ location, files, byImport, own })],
    ...(target.signal && { signal: target.signal }),
  })
  const { wrong, importError } = confirmAnswer.parse(answer)
  const context = { python: target.python, location }
  if (wrong.length > 0)
    throw new MergescopeError('patch-not-confirmed', `the change has no effect: ${wrong.join('; ')}`, {
      hint: 'make sure that nothing else writes to this environment, then try again',
      context,
    })
  if (importError !== null)
    throw new MergescopeError('mergekit-import-fails', `mergekit cannot be imported: ${importError}`, {
      hint: 'run `mergescope doctor` to see what is wrong with the environment',
      context,
    })
}
