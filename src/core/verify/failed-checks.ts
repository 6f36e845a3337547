import type { VerifyResult } from '../contract/verify.ts'
import { MergescopeError } from '../errors.ts'

const longest = 200

/**
 * The error of a run whose output failed its checks: the first of them, in a line.
 * @param name of the output as it is now
 */
export function failedChecks(name: string, { checks }: Pick<VerifyResult, 'checks'>): MergescopeError {
  const failed = checks.filter(({ status }) => status === 'fail')
  const [first] = failed
  const line = [...(first?.message ?? '').replace(/\s+/g, ' ').trim()]
  const said = line.length > longest ? `${line.slice(0, longest).join('')}…` : line.join('')
  const others = failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''
  const isOfValues = failed.some(({ code }) => code.startsWith('values-'))
  return new MergescopeError(
    'output-failed-checks',
    `the output failed its checks and is in ${name}${said && `: ${said}`}${others}`,
    {
      hint: `see what failed with \`mergescope verify ${name}${isOfValues ? ' --deep' : ''}\``,
      context: { path: name },
    },
  )
}
