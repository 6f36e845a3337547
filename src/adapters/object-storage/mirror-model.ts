import { join } from 'node:path'
import { z } from 'zod'
import { errorCodeNames } from '../../core/error-codes.ts'
import { MergescopeError } from '../../core/errors.ts'
import { objectUri } from '../../core/object-uri.ts'
import { cacheFolder } from '../files/path/folders.ts'
import { resolvePython } from '../python/interpreter.ts'
import { requirementsFolder } from '../python/locks.ts'
import { runScript } from '../python/run-script.ts'

/** Who reads object storage, and with which credentials: those that its library finds in the environment. */
export interface ObjectStorage {
  /** The interpreter that the user named. */
  readonly python: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal | undefined
}

const script = `
from mergescope.sources.mirror import answer_of
answer(answer_of(*sys.argv[1:]))
`
const mostMs = 600_000

const answer = z.union([
  z.object({ folder: z.string() }),
  z.object({
    code: z.enum(errorCodeNames).default('internal'),
    message: z.string(),
    hint: z.string().optional(),
  }),
])

/**
 * A folder with the small files of a model in object storage and the headers of its weights, whose values are holes.
 * It lies in our cache, and there is another one as soon as an object is another.
 *
 * Throws `config-invalid` for no address, `file-unreadable`, `file-unwritable`, the errors of the environment.
 */
export async function mirrorModel(text: string, { python, env, signal }: ObjectStorage): Promise<string> {
  const uri = objectUri(text)
  const { path } = resolvePython(python, env)
  const given = await runScript(path, script, {
    env,
    timeoutMs: mostMs,
    args: [uri, join(cacheFolder(env), 'object-storage')],
    first: [requirementsFolder],
    ...(signal && { signal }),
  })
  const said = answer.parse(given)
  if ('folder' in said) return said.folder
  throw new MergescopeError(said.code, said.message, {
    ...(said.hint && { hint: said.hint }),
    context: { uri },
  })
}
