import { z } from 'zod'
import { errorCodeNames } from '../../core/error-codes.ts'
import { MergescopeError } from '../../core/errors.ts'
import { resolvePython } from '../python/interpreter.ts'
import { requirementsFolder } from '../python/locks.ts'
import { runScript } from '../python/run-script.ts'

/** Who asks object storage, and with which credentials: those that its library finds in the environment. */
export interface ObjectStorage {
  /** The interpreter that the user named. */
  readonly python: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal | undefined
}

const mostMs = 600_000

const failure = z.object({
  code: z.enum(errorCodeNames).default('internal'),
  message: z.string(),
  hint: z.string().optional(),
})

/**
 * What a function of `python/mergescope` answers that takes texts: `module:function`.
 * @param uri what it is about, for the error
 *
 * Throws what it says went wrong, and the errors of the environment.
 */
export async function askStorage<Reply>(
  target: string,
  args: readonly string[],
  reply: z.ZodType<Reply>,
  { python, env, signal }: ObjectStorage,
  uri: string,
): Promise<Reply> {
  const [module, name] = target.split(':')
  const given = await runScript(
    resolvePython(python, env).path,
    `from ${module} import ${name}\nanswer(${name}(*sys.argv[1:]))`,
    { env, timeoutMs: mostMs, args, first: [requirementsFolder], ...(signal && { signal }) },
  )
  const said = z.union([reply, failure]).parse(given)
  const failed = failure.safeParse(said)
  if (!failed.success) return said as Reply
  const { code, message, hint } = failed.data
  throw new MergescopeError(code, message, { ...(hint && { hint }), context: { uri } })
}
