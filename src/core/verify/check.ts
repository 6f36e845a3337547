import type { OutputCheck } from '../contract/verify.ts'
import { formatCount } from '../text/units.ts'
import type { CheckCode } from './codes.ts'

/** Names shown at most when many tensors share a fault. */
const shown = 3

export const pass = (code: CheckCode, message: string): OutputCheck => ({
  code,
  status: 'pass',
  message,
  tensor: null,
})

export const skip = (code: CheckCode, message: string): OutputCheck => ({
  code,
  status: 'skip',
  message,
  tensor: null,
})

export const warn = (code: CheckCode, message: string, tensor: string | null = null): OutputCheck => ({
  code,
  status: 'warn',
  message,
  tensor,
})

export const fail = (code: CheckCode, message: string, tensor: string | null = null): OutputCheck => ({
  code,
  status: 'fail',
  message,
  tensor,
})

/** One failed check for each of the first faults, one more for the rest; a passed one when there are none. */
export function failEach<T>(
  code: CheckCode,
  faults: readonly T[],
  tell: (fault: T) => { message: string; tensor?: string },
  fine: string,
): OutputCheck[] {
  if (faults.length === 0) return [pass(code, fine)]
  const checks = faults.slice(0, shown).map((fault) => {
    const { message, tensor } = tell(fault)
    return fail(code, message, tensor ?? null)
  })
  if (faults.length > shown)
    checks.push(fail(code, `and ${formatCount(faults.length - shown)} more of the same kind`))
  return checks
}
