import { z } from 'zod'
import { MergescopeError } from '../errors.ts'

/**
 * A value of Python as what it has to be. Fields that we do not know are left out.
 * @throws MergescopeError internal: the two halves of mergescope are not of one version, or one is wrong
 */
export function understood<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new MergescopeError('internal', `Python and TypeScript disagree about ${what}`, {
    hint: 'install mergescope again, so that both are the same version; if it happens again, report it',
    context: { problem: z.prettifyError(parsed.error).slice(0, 2000) },
  })
}
